#include "store/customers.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "store/cases.hpp"
#include "store/dialect.hpp"
#include "store/rows.hpp"
#include "store/search.hpp"

namespace evenhand::store::customers {

namespace {

Error no_customer() {
  return {ErrorKind::not_found, "customer/not-found", "There is no such customer.", {}};
}

Customer read_customer(const Row& row) {
  Customer c;
  c.id = row.text(0);
  c.name = row.text(1);
  c.address = row.text(2);
  c.address_print = row.text(3);
  c.language = row.text(4);
  c.created_at = row.instant(5);
  c.erased_at = row.instant(6);
  return c;
}

/// Empty prints are null, so that any number of customers may have none.
Param print_of(const Customer& customer) {
  return customer.address_print.empty() ? Param(nullptr) : Param(customer.address_print);
}

}  // namespace

Result<void> add(Writer& writer, std::string_view org, const Customer& c, std::string_view wrapped_key) {
  auto added = writer.sql().run(
      "INSERT INTO customers (org_id, customer_id, name, address, address_print, language, created_at, erased_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT DO NOTHING",
      {org, c.id, c.name, c.address, print_of(c), c.language, c.created_at});
  if (!added) return fail(added.error());
  if (*added == 0) {
    return fail(ErrorKind::conflict, "customer/exists", "There is a customer with this id or address already.");
  }
  return run(writer, "INSERT INTO person_keys (org_id, customer_id, wrapped, erased_at) VALUES ($1, $2, $3, 0)",
             {org, c.id, wrapped_key});
}

Result<void> update(Writer& writer, std::string_view org, const Customer& c) {
  return run_on_one(writer,
                    "UPDATE customers SET name = $3, address = $4, address_print = $5, language = $6 "
                    "WHERE org_id = $1 AND customer_id = $2",
                    {org, c.id, c.name, c.address, print_of(c), c.language}, no_customer());
}

Result<Customer> find(const Reader& reader, std::string_view org, std::string_view customer_id) {
  auto found = one_row<Customer>(reader,
                                 "SELECT customer_id, name, address, address_print, language, created_at, erased_at "
                                 "FROM customers WHERE org_id = $1 AND customer_id = $2",
                                 {org, customer_id}, read_customer);
  if (!found) return fail(found.error());
  if (!*found) return fail(no_customer());
  return std::move(**found);
}

Result<std::optional<Customer>> find_by_address(const Reader& reader, std::string_view org,
                                                std::string_view address_print) {
  return one_row<Customer>(reader,
                           "SELECT customer_id, name, address, address_print, language, created_at, erased_at "
                           "FROM customers WHERE org_id = $1 AND address_print = $2",
                           {org, address_print}, read_customer);
}

Result<std::string> wrapped_key(const Reader& reader, std::string_view org, std::string_view customer_id) {
  auto found =
      reader.sql().text("SELECT wrapped FROM person_keys WHERE org_id = $1 AND customer_id = $2", {org, customer_id});
  if (!found) return fail(found.error());
  if (!*found) return fail(no_customer());
  return std::move(**found);
}

Result<std::optional<WrappedKey>> any_wrapped_key(const Reader& reader) {
  return one_row<WrappedKey>(reader, "SELECT org_id, customer_id, wrapped FROM person_keys WHERE wrapped <> '' LIMIT 1",
                             {}, [](const Row& row) {
                               return WrappedKey{row.text(0), row.text(1), row.text(2)};
                             });
}

Result<void> erase(Writer& writer, std::string_view org, std::string_view customer_id, Instant at) {
  auto done =
      run_on_one(writer, "UPDATE person_keys SET wrapped = '', erased_at = $3 WHERE org_id = $1 AND customer_id = $2",
                 {org, customer_id, at}, no_customer());
  if (!done) return done;
  constexpr std::string_view of_cases = "(SELECT case_id FROM cases WHERE org_id = $1 AND customer_id = $2)";
  const std::string in_cases = " WHERE org_id = $1 AND case_id IN " + std::string(of_cases);
  for (const std::string& sql :
       {std::string("UPDATE customers SET name = '', address = '', address_print = NULL, erased_at = $3 "
                    "WHERE org_id = $1 AND customer_id = $2"),
        std::string("UPDATE cases SET subject = '' WHERE org_id = $1 AND customer_id = $2"),
        "UPDATE messages SET text = '', address = ''" + in_cases, "UPDATE notifications SET text = ''" + in_cases,
        "DELETE FROM idempotency_keys" + in_cases,
        "UPDATE outbox SET body = '', result = '', last_error = ''" + in_cases,
        // What waits to go out can no longer be opened: it is buried, never sent.
        "UPDATE outbox SET status = 'dead', ready_at = NULL, last_error = 'The person was erased.'" + in_cases +
            " AND status IN ('pending', 'claimed')",
        "DELETE FROM attachment_contents WHERE org_id = $1 AND file_id IN (SELECT file_id FROM attachments" + in_cases +
            ")",
        "UPDATE attachments SET name = ''" + in_cases}) {
    if (done = run(writer, sql, {org, customer_id, at}); !done) return done;
  }
  if (auto dropped = cases::drop_snapshots_of_customer(writer, org, customer_id); !dropped)
    return fail(dropped.error());
  return search::remove_of_customer(writer, org, customer_id);
}

}  // namespace evenhand::store::customers
