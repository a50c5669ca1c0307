#include "store/store.hpp"

#include <stdexcept>
#include <utility>

#include "store/migrations.hpp"
#include "store/sqlite.hpp"

namespace eg::store {
namespace {

constexpr std::string_view put_sql =
    "INSERT INTO resources (key, parent_key, kind, name, id, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    // The key says parent and kind: leaving them alone spares their indexes.
    " ON CONFLICT (key) DO UPDATE SET name = ?4, id = ?5, document = ?6";
#define EG_ROW_COLUMNS "SELECT key, parent_key, kind, name, id, document FROM resources "
constexpr std::string_view get_sql = EG_ROW_COLUMNS "WHERE key = ?1";
constexpr std::string_view contains_sql = "SELECT 1 FROM resources WHERE key = ?1";
// '0' is the character after '/': the range holds every key that starts with ?1 and a slash.
constexpr std::string_view erase_sql =
    "DELETE FROM resources WHERE key = ?1 OR (key > ?1 || '/' AND key < ?1 || '0')";
// A negative limit is none.
constexpr std::string_view list_sql =
    EG_ROW_COLUMNS "WHERE parent_key = ?1 AND kind = ?2 AND key > ?3 ORDER BY key LIMIT ?4";
constexpr std::string_view count_sql = "SELECT count(*) FROM resources WHERE parent_key = ?1 AND kind = ?2";
constexpr std::string_view all_sql = EG_ROW_COLUMNS "WHERE kind = ?1 ORDER BY key";
#undef EG_ROW_COLUMNS
constexpr std::string_view begin_sql = "BEGIN IMMEDIATE";
constexpr std::string_view commit_sql = "COMMIT";

ResourceRow row_of(const Statement& statement) {
  return {statement.text(0), statement.text(1), statement.text(2),
          statement.text(3), statement.text(4), statement.text(5)};
}

/// Resets on every way out: an unfinished statement would keep the transaction from ending.
class Use {
 public:
  explicit Use(Statement& statement) : statement_(statement) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { statement_.reset(); }
  Statement* operator->() { return &statement_; }

 private:
  Statement& statement_;
};

StoreResult<std::vector<ResourceRow>> rows_of(Statement& statement, const Database& database) {
  std::vector<ResourceRow> rows;
  for (;;) {
    const auto row = statement.step(database);
    if (!row) {
      return row.error();
    }
    if (!*row) {
      return rows;
    }
    rows.push_back(row_of(statement));
  }
}

}  // namespace

void throw_exception_from_error(const StoreError& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

/// The statements refer to the database and so are destroyed first.
struct Store::Connection {
  Database database;
  Statement put, get, contains, erase, list, count, all, begin, commit;
};

Store::Store(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

StoreResult<Store> Store::open(const std::string& path) {
  auto database = Database::open(path);
  if (!database) {
    return database.error();
  }
  if (auto configured = configure(*database); !configured) {
    return configured.error();
  }
  if (auto migrated = migrate(*database); !migrated) {
    return migrated.error();
  }
  std::vector<Statement> statements;
  for (const std::string_view sql :
       {put_sql, get_sql, contains_sql, erase_sql, list_sql, count_sql, all_sql, begin_sql, commit_sql}) {
    auto statement = Statement::prepare(*database, sql);
    if (!statement) {
      return statement.error();
    }
    statements.push_back(*std::move(statement));
  }
  return Store(std::make_unique<Connection>(Connection{
      *std::move(database), std::move(statements[0]), std::move(statements[1]), std::move(statements[2]),
      std::move(statements[3]), std::move(statements[4]), std::move(statements[5]), std::move(statements[6]),
      std::move(statements[7]), std::move(statements[8])}));
}

Database& Store::database() {
  return connection_->database;
}

StoreResult<Store::Transaction> Store::begin() {
  Use statement(connection_->begin);
  if (auto begun = statement->step(connection_->database); !begun) {
    return begun.error();
  }
  return Transaction(this);
}

Store::Transaction::Transaction(Transaction&& other) noexcept
    : store_(std::exchange(other.store_, nullptr)) {}

Store::Transaction::~Transaction() {
  if (store_ != nullptr && !store_->connection_->database.in_autocommit()) {
    // When even this fails SQLite has rolled back already or will when the file is opened again.
    static_cast<void>(store_->connection_->database.execute("ROLLBACK"));
  }
}

StoreResult<void> Store::Transaction::commit() {
  Database& database = store_->connection_->database;
  if (database.in_autocommit()) {
    // SQLite ends a transaction by itself after some errors; its caller must not take that for success.
    store_ = nullptr;
    return StoreError(
        StoreError::Kind::failed,
        "The database '" + database.path() + "' ended the transaction after an error: nothing was changed.");
  }
  Use statement(store_->connection_->commit);
  if (auto committed = statement->step(database); !committed) {
    return committed.error();
  }
  store_ = nullptr;
  return {};
}

StoreResult<void> Store::put(const ResourceRow& row) {
  Use statement(connection_->put);
  int parameter = 0;
  for (const std::string* text : {&row.key, &row.parent_key, &row.kind, &row.name, &row.id, &row.document}) {
    statement->bind(++parameter, std::string_view(*text));
  }
  if (auto done = statement->step(connection_->database); !done) {
    return done.error();
  }
  return {};
}

StoreResult<std::optional<ResourceRow>> Store::get(std::string_view key) {
  Use statement(connection_->get);
  statement->bind(1, key);
  const auto found = statement->step(connection_->database);
  if (!found) {
    return found.error();
  }
  if (!*found) {
    return std::optional<ResourceRow>();
  }
  return std::optional<ResourceRow>(row_of(connection_->get));
}

StoreResult<bool> Store::contains(std::string_view key) {
  Use statement(connection_->contains);
  statement->bind(1, key);
  return statement->step(connection_->database);
}

StoreResult<bool> Store::erase(std::string_view key) {
  Use statement(connection_->erase);
  statement->bind(1, key);
  if (auto done = statement->step(connection_->database); !done) {
    return done.error();
  }
  return connection_->database.changes() > 0;
}

StoreResult<std::vector<ResourceRow>> Store::list(const ListQuery& query) {
  Use statement(connection_->list);
  statement->bind(1, std::string_view(query.parent_key));
  statement->bind(2, std::string_view(query.kind));
  statement->bind(3, std::string_view(query.after_key));
  statement->bind(4, query.limit == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(query.limit));
  return rows_of(connection_->list, connection_->database);
}

StoreResult<std::size_t> Store::count(std::string_view parent_key, std::string_view kind) {
  Use statement(connection_->count);
  statement->bind(1, parent_key);
  statement->bind(2, kind);
  if (auto row = statement->step(connection_->database); !row) {
    return row.error();
  }
  return static_cast<std::size_t>(statement->number(0));
}

StoreResult<std::vector<ResourceRow>> Store::all_of_kind(std::string_view kind) {
  Use statement(connection_->all);
  statement->bind(1, kind);
  return rows_of(connection_->all, connection_->database);
}

}  // namespace eg::store
