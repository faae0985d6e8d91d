#include <actlab/studies/store/store_address.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>

#include <actlab/core/base/error.h>

namespace actlab::studies {
namespace {

constexpr std::string_view kEscape =
    "characters of a password other than letters, digits and -._~ must be written as % and two "
    "hexadecimal digits (/ is %2F, @ is %40, ? is %3F, % is %25), or leave the password out and "
    "set PGPASSWORD or write ~/.pgpass";

[[noreturn]] void refuse(const std::string& why) { throw UsageError("[store] " + why); }

// "postgresql" of "postgresql://..." and of "postgresql:/...": what stands before ":/".
std::string_view scheme_of(std::string_view address) {
  const std::size_t end = address.find(":/");
  if (end == address.npos || end == 0) return {};
  const std::string_view scheme = address.substr(0, end);
  const bool word = std::ranges::all_of(
      scheme, [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '-'; });
  return word ? scheme : std::string_view();
}

bool is_escaped(std::string_view part) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') continue;
    const auto digit = [&](std::size_t place) {
      return place < part.size() && std::isxdigit(static_cast<unsigned char>(part[place])) != 0;
    };
    if (!digit(i + 1) || !digit(i + 2)) return false;
  }
  return true;
}

bool is_port(std::string_view port) {
  return port.size() <= 5 &&
         std::ranges::all_of(port, [](unsigned char c) { return std::isdigit(c) != 0; });
}

// "host:port" or several of them between commas; a host may be "[::1]".
void require_hosts(std::string_view hosts) {
  while (!hosts.empty()) {
    const std::size_t comma = hosts.find(',');
    std::string_view host = hosts.substr(0, comma);
    hosts = comma == hosts.npos ? std::string_view() : hosts.substr(comma + 1);
    const std::size_t colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
    if (colon != host.npos && !is_port(host.substr(colon + 1))) {
      refuse(
          "bad PostgreSQL address: what stands behind the host's colon is no port number; it "
          "should be postgresql://USER@HOST:PORT/DATABASE");
    }
  }
}

void require_postgres_address(std::string_view address) {
  address.remove_prefix(address.find("://") + 3);
  // The password ends at the last @ before the options; one that an option holds belongs to it.
  const std::string_view place = address.substr(0, address.find('?'));
  const std::size_t at = place.rfind('@');
  const std::string_view user = at == place.npos ? std::string_view() : place.substr(0, at);
  const bool cut = address.size() > place.size() && at == place.npos &&
                   address.find('@') != address.npos && address.find('@') < address.find('=');
  if (cut || user.find_first_of("/@") != user.npos || !is_escaped(address)) {
    refuse(text("bad PostgreSQL address: ", kEscape));
  }
  const std::string_view hosts = at == place.npos ? place : place.substr(at + 1);
  require_hosts(hosts.substr(0, hosts.find('/')));
}

// "host=head password=..." is how libpq's own tools may be told where a database is.
bool is_keyword_form(std::string_view address) {
  for (const std::string_view keyword :
       {"host", "hostaddr", "port", "dbname", "user", "password"}) {
    const std::size_t at = address.find(std::string(keyword) + "=");
    if (at == 0 || (at != address.npos && address[at - 1] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool is_postgres(const std::string& address) {
  return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

void require_store_address(const std::string& address) {
  if (address.empty()) refuse("'' names no store: --store takes a path or postgresql://...");
  if (is_postgres(address)) return require_postgres_address(address);
  const std::string_view scheme = scheme_of(address);
  if (!scheme.empty() && !std::filesystem::exists(std::string(scheme) + ":")) {
    const bool slashes = address.find("://") != address.npos;
    refuse(text("'", scheme, slashes ? "://" : ":/",
                "' names no store: --store takes a path or postgresql://..."));
  }
  if (is_keyword_form(address) && !std::filesystem::exists(address)) {
    refuse("--store looks like a database's keywords: write postgresql://USER@HOST:PORT/DATABASE");
  }
  const std::size_t at = address.rfind('@');
  if (at != address.npos && address.find(':') < at && !std::filesystem::exists(address)) {
    refuse("--store looks like a database's user and host: begin it with postgresql://");
  }
}

}  // namespace actlab::studies
