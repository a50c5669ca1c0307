// The emulator's database: ARM resources as rows of one table, resource groups in another. The only place
// that knows SQLite. It knows nothing of ARM: keys and documents are texts given by control. One connection,
// one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace eg::store {

/// What a user or a broken disk can cause; `message` is one sentence that says what to do.
struct StoreError {
  enum class Kind : std::uint8_t {
    cannot_open,
    in_use,  ///< another process has the data directory
    damaged,
    newer,  ///< written by a newer emulator
    disk_full,
    failed,
  } kind = Kind::failed;
  std::string message;
  StoreError() = default;  ///< result::error() of Boost 1.81 needs it
  StoreError(Kind error_kind, std::string sentence) : kind(error_kind), message(std::move(sentence)) {}
};
[[noreturn]] void throw_exception_from_error(const StoreError& error, const boost::source_location& where);

template <class T>
using StoreResult = boost::system::result<T, StoreError>;

/// A row. `key` (lower-case id) is unique; `parent_key` and `kind` make lists; `document` is JSON text.
struct ResourceRow {
  std::string key;
  std::string parent_key;  ///< for a resource group: its subscription's key
  std::string kind;        ///< e.g. `namespaces/clients`, or `resourceGroups`
  std::string name;        ///< casing kept
  std::string id;          ///< casing kept
  std::string document;
};

/// One page of a list: rows ordered by name (bytes of the lower-case name), after `after_key`, at most
/// `limit`.
struct ListQuery {
  std::string parent_key;
  std::string kind;
  std::string after_key;  ///< empty: from the start
  std::size_t limit = 0;  ///< 0: all
};

class Database;

class Store {
 public:
  /// `path` of the database file, or ":memory:". Creates or migrates the schema. Errors: cannot_open, in_use,
  /// damaged, newer.
  static StoreResult<Store> open(const std::string& path);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// A unit of work: rolled back unless committed. One at a time.
  class Transaction {
   public:
    Transaction(Transaction&& other) noexcept;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    /// After this the work survives a power cut. Errors: disk_full, failed; then nothing was changed.
    StoreResult<void> commit();

   private:
    friend class Store;
    explicit Transaction(Store* store) : store_(store) {}
    Store* store_;
  };
  StoreResult<Transaction> begin();

  /// Inserts, or replaces name, id and document: the row of a key has always the same parent and kind.
  StoreResult<void> put(const ResourceRow& row);
  StoreResult<std::optional<ResourceRow>> get(std::string_view key);
  StoreResult<bool> contains(std::string_view key);
  StoreResult<bool> erase(std::string_view key);  ///< the row and everything below it; false: there was none
  StoreResult<std::vector<ResourceRow>> list(const ListQuery& query);
  StoreResult<std::size_t> count(std::string_view parent_key, std::string_view kind);
  /// All rows of a kind whatever their parent, ordered by key: for start-up and for name conflicts.
  StoreResult<std::vector<ResourceRow>> all_of_kind(std::string_view kind);
  /// For the other files of this folder.
  Database& database();

 private:
  struct Connection;
  explicit Store(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace eg::store
