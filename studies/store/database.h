// A connection to the database under a study store: the little that SQLite and PostgreSQL must both
// offer, so that every statement of the store is written once and both behave the same.
//
// SQL is the common subset of the two (parameters are $1, $2...; insert ... on conflict; returning)
// with the few differing words taken from the Dialect. A Database belongs to one thread at a time.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <actlab/core/base/error.h>

namespace actlab::studies {

// The database cannot be used now but may be again: gone, locked for long, or out of space. The
// transaction has changed nothing, or (the connection broke while committing) all that it meant to.
class StoreUnavailable : public Error {
 public:
  using Error::Error;
};

// What to do where there is no store yet.
enum class Missing { create, refuse };

struct Blob {
  std::string bytes;
};

// A parameter of a statement or a cell of its answer. NaN is stored as null: SQLite cannot hold it.
struct Value {
  enum class Kind { null, integer, real, string, blob };

  Value() = default;
  Value(std::int64_t value) : kind(Kind::integer), integer(value) {}
  Value(double value) : kind(std::isnan(value) ? Kind::null : Kind::real), real(value) {}
  Value(std::string value) : kind(Kind::string), bytes(std::move(value)) {}
  Value(Blob value) : kind(Kind::blob), bytes(std::move(value.bytes)) {}

  Kind kind = Kind::null;
  std::int64_t integer = 0;
  double real = 0.0;
  std::string bytes;  // of a string or a blob
};

// One row of an answer. A getter throws Error when the column holds something else: a foreign hand
// has been in the store.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  std::int64_t integer(std::size_t column) const {
    return get(column, Value::Kind::integer).integer;
  }
  double real(std::size_t column) const {
    // SQLite keeps a whole number in a real column as an integer, and may return it so
    const Value& value = values_.at(column);
    if (value.kind == Value::Kind::integer) return static_cast<double>(value.integer);
    return get(column, Value::Kind::real).real;
  }
  const std::string& string(std::size_t column) const {
    return get(column, Value::Kind::string).bytes;
  }
  const std::string& blob(std::size_t column) const { return get(column, Value::Kind::blob).bytes; }

  bool is_null(std::size_t column) const { return values_.at(column).kind == Value::Kind::null; }
  std::optional<double> optional_real(std::size_t column) const {
    return is_null(column) ? std::nullopt : std::optional(real(column));
  }
  std::string string_or_empty(std::size_t column) const {
    return is_null(column) ? std::string() : string(column);
  }

 private:
  const Value& get(std::size_t column, Value::Kind kind) const {
    const Value& value = values_.at(column);
    if (value.kind == kind) return value;
    throw Error("[store] the store holds a value of the wrong type: it is damaged");
  }

  std::vector<Value> values_;
};

// Where the two differ.
struct Dialect {
  std::string identity;          // type of a primary key that numbers itself
  std::string blob;              // type of raw bytes
  std::string row_lock;          // suffix of a select: lock its rows until the transaction ends
  std::string skip_locked;       // the same, passing over rows that somebody else has locked
  std::string wall_clock;        // expression: seconds since 1970
  std::string lease_clock;       // expression: seconds on the clock by which leases run
  std::string lease_clock_name;  // expression: text naming that clock; see sqlite_store.h
};

class Database {
 public:
  enum class Access { read, write };

  virtual ~Database() = default;

  virtual const Dialect& dialect() const = 0;
  // For messages: the path, or host and database, without a password.
  virtual std::string name() const = 0;

  // begin() connects again where the connection was lost. A write transaction on SQLite takes the
  // write lock at once. All throw StoreUnavailable or Error; rollback() never throws.
  virtual void begin(Access access) = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual std::vector<Row> execute(const std::string& sql,
                                   const std::vector<Value>& parameters = {}) = 0;

  // Inside a transaction. 0: nothing there yet. Throws Error when what is there belongs to another
  // program. With write access nobody else changes the schema until the transaction ends.
  virtual std::int64_t schema_version() = 0;
  virtual void set_schema_version(std::int64_t version) = 0;
};

// Rolls back unless committed.
class Transaction {
 public:
  Transaction(Database& database, Database::Access access) : database_(database) {
    database_.begin(access);
  }
  ~Transaction() {
    if (!committed_) database_.rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    database_.commit();
    committed_ = true;
  }

 private:
  Database& database_;
  bool committed_ = false;
};

}  // namespace actlab::studies
