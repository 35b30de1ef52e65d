package main

import "github.com/jeton-id/jeton/domain"

// fileAnswers is how introspection answers a resource server, as it is written.
// What has its default is left out.
type fileAnswers struct {
	Profile           domain.AnswerProfile `yaml:"answer_profile,omitempty"`
	UserStore         string               `yaml:"user_store,omitempty"`
	SeesRefreshTokens bool                 `yaml:"sees_refresh_tokens,omitempty"`
	CacheSeconds      int64                `yaml:"cache_seconds,omitempty"`
}

func (r *fileReader) answers(o object, answers *domain.Answers) {
	text(r, o, "answer_profile", &answers.Profile)
	text(r, o, "user_store", &answers.UserStore)
	r.yesOrNo(o, "sees_refresh_tokens", &answers.SeesRefreshTokens)
	r.number(o, "cache_seconds", &answers.CacheSeconds)
}

func answersInFile(answers domain.Answers) fileAnswers {
	file, usual := fileAnswers(answers), domain.DefaultAnswers()
	if file.Profile == usual.Profile {
		file.Profile = ""
	}
	if file.UserStore == usual.UserStore {
		file.UserStore = ""
	}
	return file
}
