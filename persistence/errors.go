package persistence

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/jeton-id/jeton/domain"
)

// failed makes an error of the engine one of the domain. Verb says what was
// being done. Errors of the domain stay as they are.
//
// What the engine says about our statement is a defect of ours; whatever else
// it says means that nothing is known.
func failed(verb string, err error) error {
	if err == nil {
		return nil
	}
	var known *domain.Error
	if errors.As(err, &known) {
		return err
	}
	err = fmt.Errorf("%s: %w", verb, err)
	if isDefect(err) {
		return &domain.Error{Kind: domain.KindInternal, Code: "internal", Err: err}
	}
	return domain.Unavailable(err)
}

// isDuplicate reports that a row with this key is there already.
func isDuplicate(err error) bool {
	var fromPostgres *pgconn.PgError
	if errors.As(err, &fromPostgres) && fromPostgres.Code == "23505" {
		return true
	}
	var fromSQLite *sqlite.Error
	if errors.As(err, &fromSQLite) && (fromSQLite.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY || fromSQLite.Code() == lib.SQLITE_CONSTRAINT_UNIQUE) {
		return true
	}
	return errors.Is(err, gorm.ErrDuplicatedKey)
}

// isOrphan reports that the row another one belongs to is not there.
func isOrphan(err error) bool { return errors.Is(err, gorm.ErrForeignKeyViolated) }

// isDefect reports that the engine understood and refused: it is well, and what
// it was asked is wrong.
func isDefect(err error) bool {
	var fromPostgres *pgconn.PgError
	if errors.As(err, &fromPostgres) && len(fromPostgres.Code) == 5 {
		switch fromPostgres.Code[:2] {
		case "0A", "21", "22", "23", "26", "2D", "34", "38", "39", "3D", "3F", "42", "44", "54":
			return true
		}
	}
	var fromSQLite *sqlite.Error
	if errors.As(err, &fromSQLite) {
		switch fromSQLite.Code() & 0xff {
		case lib.SQLITE_ERROR, lib.SQLITE_CONSTRAINT, lib.SQLITE_MISMATCH, lib.SQLITE_MISUSE, lib.SQLITE_RANGE, lib.SQLITE_TOOBIG:
			return true
		}
	}
	return errors.Is(err, gorm.ErrInvalidField) || errors.Is(err, gorm.ErrMissingWhereClause) ||
		errors.Is(err, gorm.ErrInvalidValue) || isDuplicate(err) || isOrphan(err)
}

// isLostRace reports that the transaction did nothing wrong and is worth
// running again: a serialisation failure, a deadlock, or a plan that a
// migration made under our feet invalid.
func isLostRace(err error) bool {
	var fromPostgres *pgconn.PgError
	if !errors.As(err, &fromPostgres) {
		return false
	}
	switch fromPostgres.Code {
	case "40001", "40P01":
		return true
	case "0A000":
		return fromPostgres.Routine == "RevalidateCachedQuery"
	}
	return false
}

// isDrawerMissing reports that a token's drawer is not open.
func isDrawerMissing(err error) bool {
	var fromPostgres *pgconn.PgError
	if errors.As(err, &fromPostgres) {
		return fromPostgres.Code == "23514" && fromPostgres.Routine == "ExecFindPartition"
	}
	var fromSQLite *sqlite.Error
	return errors.As(err, &fromSQLite) && fromSQLite.Code() == lib.SQLITE_CONSTRAINT_TRIGGER
}
