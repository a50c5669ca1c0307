# Which libraries can be linked statically into the emulator: those whose static form is enough by itself. Debian 13's libcrypto.a
# for instance wants compressors as well; then the shared one is taken, which brings its own.
include(CheckCXXSourceCompiles)

# eg_check_static(RESULT SOURCE library...)
function(eg_check_static result source)
  set(CMAKE_REQUIRED_LIBRARIES ${ARGN})
  check_cxx_source_compiles("${source}" ${result})
endfunction()

# eg_find_package(CHECKED argument...): find_package, whose libraries are static if CHECKED is true.
macro(eg_find_package checked)
  if(EG_STATIC AND ${checked})
    list(PREPEND CMAKE_FIND_LIBRARY_SUFFIXES .a)
    find_package(${ARGN})
    list(POP_FRONT CMAKE_FIND_LIBRARY_SUFFIXES)
  else()
    find_package(${ARGN})
  endif()
endmacro()

if(EG_STATIC)
  eg_check_static(EG_STATIC_OPENSSL
    "#include <openssl/ssl.h>\nint main() { return SSL_CTX_new(TLS_server_method()) == nullptr; }"
    -l:libssl.a -l:libcrypto.a)
  eg_check_static(EG_STATIC_SQLITE
    "#include <sqlite3.h>\nint main() { sqlite3* store; return sqlite3_open(\"x\", &store); }" -l:libsqlite3.a)
endif()
