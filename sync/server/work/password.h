// What a member of staff may choose as a password (OWASP ASVS 5.0.0, V6.2).
#pragma once

#include <platform/result.h>

#include <string>

namespace alongside {

// 12 characters or more, 1,000 at most; no rule of composition. invalid: a sentence that says what is wrong:
// too short, or, below 20 characters, made only of the commonest passwords, digits and signs (V6.2.4), or
// holding the product's or the person's own name (V6.2.11), or one character repeated.
Result<> password_fits(const std::string& password, const std::string& sign_in);

}  // namespace alongside
