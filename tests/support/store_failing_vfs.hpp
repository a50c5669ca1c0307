// An SQLite file system in front of the real one that fails at the n-th call that touches a file. Nothing in
// the store knows of it: a test makes it SQLite's default.
#pragma once

namespace eg::test {

struct FailingVfs {
  /// Fails call number `call` (from 1) and, when `lasting`, all after it, as a disk that broke does; `code`
  /// is the SQLite result. 0: nothing fails. Starts counting anew.
  static void fail_at(int call, bool lasting, int code);
  static int calls();

  FailingVfs();   ///< registers it as the default
  ~FailingVfs();  ///< and takes it away
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;
};

}  // namespace eg::test
