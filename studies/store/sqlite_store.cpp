#include <actlab/studies/store/sqlite_store.h>

#include <sqlite3.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <random>
#include <thread>

#include <actlab/studies/store/local_machine.h>

namespace actlab::studies {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kApplicationId = 0x41434c42;  // "ACLB"
constexpr std::chrono::seconds kBusyTimeout{30};

void lease_clock(sqlite3_context* context, int, sqlite3_value**) {
  const std::chrono::duration<double> now = Clock::now().time_since_epoch();
  sqlite3_result_double(context, now.count());
}

class SqliteDatabase : public Database {
 public:
  SqliteDatabase(const std::string& path, Missing missing);

  const Dialect& dialect() const override { return dialect_; }
  std::string name() const override { return path_; }
  void begin(Access access) override {
    execute(access == Access::write ? "begin immediate" : "begin");
  }
  void commit() override { execute("commit"); }
  void rollback() noexcept override {
    // an error may have rolled back already; then there is nothing to do
    if (!sqlite3_get_autocommit(handle())) {
      sqlite3_exec(handle(), "rollback", nullptr, nullptr, nullptr);
    }
  }
  std::vector<Row> execute(const std::string& sql,
                           const std::vector<Value>& parameters = {}) override;
  std::int64_t schema_version() override;
  void set_schema_version(std::int64_t version) override {
    execute(text("pragma application_id = ", kApplicationId));
    execute(text("pragma user_version = ", version));
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  sqlite3* handle() const { return connection_.get(); }
  void configure();
  static int on_busy(void* self, int calls_before);
  Statement prepare(const std::string& sql, const std::vector<Value>& parameters);
  void bind(sqlite3_stmt* statement, int index, const Value& value);
  [[noreturn]] void fail(int code) const;

  std::string path_;
  Dialect dialect_;
  std::unique_ptr<sqlite3, Close> connection_;
  Clock::time_point busy_since_;
  std::minstd_rand jitter_{std::random_device{}()};
};

SqliteDatabase::SqliteDatabase(const std::string& path, Missing missing) : path_(path) {
  dialect_ = {"integer",
              "blob",
              "",  // a write transaction has the whole file locked
              "",
              "((julianday('now') - 2440587.5) * 86400.0)",
              "lease_clock()",
              text("'", boot_name(), "'")};
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (missing == Missing::create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  connection_.reset(opened);
  if (!opened) throw Error(text("[store] out of memory while opening ", path));
  if (code != SQLITE_OK) fail(code);
  configure();
}

void SqliteDatabase::configure() {
  // the file may have opened for reading only, without a word
  if (sqlite3_db_readonly(handle(), "main") == 1) fail(SQLITE_READONLY);
  sqlite3_busy_handler(handle(), on_busy, this);
  sqlite3_create_function(handle(), "lease_clock", 0, SQLITE_UTF8, nullptr, lease_clock, nullptr,
                          nullptr);
  schema_version();  // before anything touches a file that may be another program's
  execute("pragma journal_mode = delete");
  execute("pragma synchronous = full");
  execute("pragma foreign_keys = on");
}

// Waits a little, at random, so that many processes do not knock in step; and no longer the longer
// it has waited, for then the latest comers would always be served first.
int SqliteDatabase::on_busy(void* self, int calls_before) {
  SqliteDatabase& database = *static_cast<SqliteDatabase*>(self);
  if (calls_before == 0) database.busy_since_ = Clock::now();
  if (Clock::now() - database.busy_since_ > kBusyTimeout) return 0;
  const int pause = std::uniform_int_distribution(1, 10)(database.jitter_);
  std::this_thread::sleep_for(std::chrono::milliseconds(pause));
  return 1;
}

void SqliteDatabase::bind(sqlite3_stmt* statement, int index, const Value& value) {
  const std::string& bytes = value.bytes;
  int code = SQLITE_OK;  // a parameter that is not bound is null
  if (value.kind == Value::Kind::integer) {
    code = sqlite3_bind_int64(statement, index, value.integer);
  } else if (value.kind == Value::Kind::real) {
    code = sqlite3_bind_double(statement, index, value.real);
  } else if (value.kind == Value::Kind::string) {
    code = sqlite3_bind_text64(statement, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  } else if (value.kind == Value::Kind::blob) {
    code = sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  }
  if (code != SQLITE_OK) fail(code);
}

SqliteDatabase::Statement SqliteDatabase::prepare(const std::string& sql,
                                                  const std::vector<Value>& parameters) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v2(handle(), sql.c_str(), -1, &prepared, nullptr);
  Statement statement(prepared);
  if (code != SQLITE_OK) fail(code);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    // to SQLite "$2" is a name, not a position; a parameter may be left unused
    const int index = sqlite3_bind_parameter_index(prepared, text("$", i + 1).c_str());
    if (index > 0) bind(prepared, index, parameters[i]);
  }
  return statement;
}

Value column_value(sqlite3_stmt* statement, int column) {
  const auto bytes = [&](const void* data) {
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return data ? std::string(static_cast<const char*>(data), size) : std::string();
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT:
      return bytes(sqlite3_column_text(statement, column));
    case SQLITE_BLOB:
      return Blob{bytes(sqlite3_column_blob(statement, column))};
    default:
      return {};
  }
}

std::vector<Row> SqliteDatabase::execute(const std::string& sql,
                                         const std::vector<Value>& parameters) {
  const Statement statement = prepare(sql, parameters);
  std::vector<Row> rows;
  int code = sqlite3_step(statement.get());
  for (; code == SQLITE_ROW; code = sqlite3_step(statement.get())) {
    std::vector<Value> values;
    for (int column = 0; column < sqlite3_column_count(statement.get()); ++column) {
      values.push_back(column_value(statement.get(), column));
    }
    rows.emplace_back(std::move(values));
  }
  if (code != SQLITE_DONE) fail(code);
  return rows;
}

std::int64_t SqliteDatabase::schema_version() {
  // Another process may make the store between two of these reads: what looks foreign is read
  // again.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const std::int64_t application = execute("pragma application_id").front().integer(0);
    const std::int64_t version = execute("pragma user_version").front().integer(0);
    if (application == kApplicationId) return version;
    const std::int64_t things = execute("select count(*) from sqlite_master").front().integer(0);
    if (application == 0 && version == 0 && things == 0) return 0;
  }
  throw Error(text("[store] ", path_, " is another program's database, not a study store: ",
                   "choose another file with --store"));
}

void SqliteDatabase::fail(int code) const {
  const std::string reason = sqlite3_errmsg(handle());
  const int system_error = sqlite3_system_errno(handle());
  const std::string cause = system_error ? std::strerror(system_error) : reason;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StoreUnavailable(text("[store] ", path_, " has been locked by another process for ",
                                  kBusyTimeout.count(), " s"));
    case SQLITE_FULL:
      throw StoreUnavailable(text("[store] no space is left on the disk of ", path_,
                                  ": free some; what is stored is intact"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw Error(text("[store] ", path_, " is damaged or no study store (", reason,
                       "): restore a copy, or choose another file with --store"));
    case SQLITE_CANTOPEN:
      throw Error(text("[store] cannot open ", path_, ": ", cause));
    case SQLITE_READONLY:
      if (code == SQLITE_READONLY_DBMOVED) {
        throw Error(text("[store] ", path_, " was moved or removed while in use"));
      }
      throw Error(text("[store] ", path_, " is not writable: change its permissions, or choose ",
                       "another file with --store"));
    case SQLITE_IOERR:
      throw StoreUnavailable(text("[store] reading or writing ", path_, " failed: ", cause));
    default:
      throw Error(text("[store] ", path_, ": ", reason));
  }
}

}  // namespace

std::unique_ptr<Database> open_sqlite_store(const std::string& path, Missing missing) {
  if (const std::string kind = network_file_system(path); !kind.empty()) {
    throw UsageError(text("[store] ", path, " is on a network file system (", kind,
                          "), where locks fail: choose a local disk, or PostgreSQL with ",
                          "--store postgresql://..."));
  }
  if (missing == Missing::refuse && !std::filesystem::exists(path)) {
    throw UsageError(text("[store] there is no store at ", path,
                          ": ./run search or ./run study grid makes one; or check --store"));
  }
  return std::make_unique<SqliteDatabase>(path, missing);
}

}  // namespace actlab::studies
