package admin

import "github.com/jeton-id/jeton/domain"

// AnswersEdit changes how introspection answers a resource server. Nil members stay.
type AnswersEdit struct {
	Profile   *domain.AnswerProfile
	UserStore *string
	// SeesRefreshTokens needs visibility:write if it changes anything.
	SeesRefreshTokens *bool
	CacheSeconds      *int64
}

func (e AnswersEdit) over(answers *domain.Answers) {
	set(&answers.Profile, e.Profile)
	set(&answers.UserStore, e.UserStore)
	set(&answers.SeesRefreshTokens, e.SeesRefreshTokens)
	set(&answers.CacheSeconds, e.CacheSeconds)
}
