#include "store/postgres_values.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "base/log.hpp"

namespace evenhand::store {
namespace {

// Of the server's catalogue (pg_type.dat), where they never change.
constexpr Oid of_bool = 16, of_bytea = 17, of_int8 = 20, of_int2 = 21, of_int4 = 23, of_text = 25;

template <class T>
T from_network(const char* bytes) {
  T value{};
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>((value << 8) | static_cast<unsigned char>(bytes[i]));
  return value;
}

}  // namespace

PostgresParams::PostgresParams(std::span<const Param> params) {
  integers_.resize(params.size());
  types.reserve(params.size());
  values.reserve(params.size());
  lengths.reserve(params.size());
  formats.assign(params.size(), 1);
  const auto add = [&](Oid type, const char* value, std::size_t length) {
    types.push_back(type);
    values.push_back(value);
    lengths.push_back(static_cast<int>(length));
  };
  for (std::size_t i = 0; i < params.size(); ++i) {
    const Param::Value& value = params[i].value();
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      auto bits = static_cast<std::uint64_t>(*number);
      for (int byte = 7; byte >= 0; --byte, bits >>= 8)
        integers_[i][static_cast<std::size_t>(byte)] = static_cast<char>(bits);
      add(of_int8, integers_[i].data(), 8);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      // A null pointer would be NULL, so empty text points at a literal.
      add(of_text, text->empty() ? "" : text->data(), text->size());
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      add(of_bytea, blob->bytes.empty() ? "" : blob->bytes.data(), blob->bytes.size());
    } else {
      add(of_text, nullptr, 0);
    }
  }
}

std::int64_t PostgresRow::integer(int column) const {
  if (is_null(column)) return 0;
  const char* value = PQgetvalue(result_, row_, column);
  switch (PQftype(result_, column)) {
    case of_bool:
      return *value != 0 ? 1 : 0;
    case of_int2:
      return static_cast<std::int16_t>(from_network<std::uint16_t>(value));
    case of_int4:
      return static_cast<std::int32_t>(from_network<std::uint32_t>(value));
    case of_int8:
      return static_cast<std::int64_t>(from_network<std::uint64_t>(value));
    default:
      return 0;
  }
}

std::string_view PostgresRow::bytes(int column) const {
  if (is_null(column)) return {};
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

Error unreachable(std::string_view said) {
  log::warning("the database server does not answer", {{"postgresql", said}});
  return {ErrorKind::unavailable, "store/unreachable", "The database server cannot be reached.",
          "Try again in a moment; see that the server runs and that its address and password are right."};
}

Error error_of(const PGresult* result, std::string_view sql) {
  const char* state_text = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = state_text == nullptr ? "" : state_text;
  const char* words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string said = words == nullptr ? std::string(PQresultErrorMessage(result)) : std::string(words);
  const std::string_view kind = std::string_view(state).substr(0, 2);
  // 57P: an administrator's doing, such as a restart; 25P03: this node was away for too long with its turn.
  if (state.empty() || kind == "08" || state.starts_with("57P") || state == "25P03") return unreachable(said);
  if (state == "22012") return {ErrorKind::conflict, "store/condition", "What has to hold does not.", {}};
  log::warning("the database refused a statement", {{"postgresql", fmt::format("{} ({})", said, state)}, {"sql", sql}});
  const std::string detail = fmt::format("PostgreSQL says {}.", state);
  if (kind == "23")
    return {ErrorKind::conflict, "store/constraint", "The change does not fit what is stored. " + detail, {}};
  if (kind == "40" || state == "55P03" || state == "53300")
    return {ErrorKind::unavailable, "store/busy", "The database is busy with others. " + detail,
            "Try again in a moment."};
  if (state == "53100")
    return {ErrorKind::unavailable, "store/full", "The database server's disk is full. " + detail,
            "Free some space there and try again."};
  if (state == "53200")
    return {ErrorKind::unavailable, "store/memory", "The database server is out of memory. " + detail, "Try again."};
  if (state == "25006")
    return {ErrorKind::unavailable, "store/read-only", "The database cannot be written. " + detail,
            "Name the primary server and not a replica."};
  if (state == "57014")
    return {ErrorKind::unavailable, "store/interrupted", "The statement was interrupted. " + detail, "Try again."};
  if (state == "42501" || kind == "28")
    return {ErrorKind::forbidden, "store/denied", "The database server does not allow this. " + detail,
            "Give the user of the database URL the right to connect and to make tables."};
  // A text with a NUL, which SQLite would find no row for.
  if (state == "22021")
    return {ErrorKind::invalid, "store/bad-text", "A text holds a character that cannot be stored.", "Leave it out."};
  if (kind == "54")
    return {ErrorKind::too_large, "store/too-large", "A value is too large for the database. " + detail, {}};
  if (kind == "58")
    return {ErrorKind::unavailable, "store/io", "The database server cannot read or write its files. " + detail,
            "Check the server's disk."};
  if (kind == "XX")
    return {ErrorKind::corrupt, "store/corrupt", "The database is damaged. " + detail,
            "Look at the server's log; restore a backup if need be."};
  return {ErrorKind::corrupt, "store/sql", "A statement failed. " + detail, "The server's log says more."};
}

}  // namespace evenhand::store
