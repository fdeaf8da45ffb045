# Writes a .cpp with DATABASE_migrations() from the SQL files, in name order.
set(body "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} sql)
  string(APPEND body "    {\"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from sync/server/migrations/${DATABASE}.
#include <platform/db.h>
namespace alongside {
std::vector<Migration> ${DATABASE}_migrations();
std::vector<Migration> ${DATABASE}_migrations() {
  return {
${body}  };
}
}  // namespace alongside
")
