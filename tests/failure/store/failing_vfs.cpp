#include "tests/support/store_failing_vfs.hpp"

#include <new>
#include <vector>

#include <sqlite3.h>

namespace eg::test {
namespace {

int call_count = 0;
int failing_call = 0;
bool failing_lasts = false;
int failing_code = SQLITE_IOERR;

bool fails_now() {
  ++call_count;
  return failing_call > 0 && (call_count == failing_call || (failing_lasts && call_count > failing_call));
}

sqlite3_vfs* real() {
  return static_cast<sqlite3_vfs*>(sqlite3_vfs_find("eg-failing")->pAppData);
}

struct File {
  sqlite3_file base;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* inner(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->inner();
}

int close_file(sqlite3_file* file) {
  return inner(file)->pMethods->xClose(inner(file));
}
int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  return fails_now() ? SQLITE_IOERR_READ : inner(file)->pMethods->xRead(inner(file), bytes, size, offset);
}
int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  return fails_now() ? failing_code : inner(file)->pMethods->xWrite(inner(file), bytes, size, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return fails_now() ? SQLITE_IOERR_TRUNCATE : inner(file)->pMethods->xTruncate(inner(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  return fails_now() ? SQLITE_IOERR_FSYNC : inner(file)->pMethods->xSync(inner(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return fails_now() ? SQLITE_IOERR_FSTAT : inner(file)->pMethods->xFileSize(inner(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return inner(file)->pMethods->xLock(inner(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return inner(file)->pMethods->xUnlock(inner(file), level);
}
int check_lock(sqlite3_file* file, int* held) {
  return inner(file)->pMethods->xCheckReservedLock(inner(file), held);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
  return inner(file)->pMethods->xSectorSize(inner(file));
}
int characteristics(sqlite3_file* file) {
  return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

// Version 1: without shared memory and mapped files. An exclusive WAL needs neither.
const sqlite3_io_methods methods = {
    1,         close_file,  read_file,  write_file,   truncate_file, sync_file,       file_size,
    lock_file, unlock_file, check_lock, control_file, sector_size,   characteristics, nullptr,
    nullptr,   nullptr,     nullptr,    nullptr,      nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (fails_now()) {
    return SQLITE_CANTOPEN;
  }
  const int code = real()->xOpen(real(), path, inner(file), flags, out_flags);
  if (inner(file)->pMethods != nullptr) {
    file->pMethods = &methods;
  }
  return code;
}

int delete_file(sqlite3_vfs*, const char* path, int sync) {
  return fails_now() ? SQLITE_IOERR_DELETE : real()->xDelete(real(), path, sync);
}

sqlite3_vfs failing = {};

}  // namespace

void FailingVfs::fail_at(int call, bool lasting, int code) {
  call_count = 0;
  failing_call = call;
  failing_lasts = lasting;
  failing_code = code;
}

int FailingVfs::calls() {
  return call_count;
}

FailingVfs::FailingVfs() {
  sqlite3_vfs* usual = sqlite3_vfs_find(nullptr);
  failing = *usual;
  failing.zName = "eg-failing";
  failing.pAppData = usual;
  failing.szOsFile = static_cast<int>(sizeof(File)) + usual->szOsFile;
  failing.xOpen = open_file;
  failing.xDelete = delete_file;
  sqlite3_vfs_register(&failing, 1);
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&failing);
}

}  // namespace eg::test
