# Writes the list of common passwords LIST as one C++ string into OUTPUT. Lines that begin with #! are its comment.
file(STRINGS ${LIST} lines REGEX "^[^#\"\\]+$")
list(LENGTH lines count)
if(count LESS 3000)
  message(FATAL_ERROR "${LIST} holds ${count} passwords; 3,000 are needed (OWASP ASVS 5.0.0, V6.2.4)")
endif()
list(JOIN lines "\\n\"\n    \"" body)
file(WRITE ${OUTPUT} "// Common passwords, made at build from a package's list.\n#include <string_view>\n\nnamespace alongside {\n\nextern const std::string_view common_password_lines;\nconst std::string_view common_password_lines =\n    \"${body}\\n\";\n\n}  // namespace alongside\n")
