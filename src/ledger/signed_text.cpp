#include "ledger/signed_text.hpp"

#include <algorithm>

namespace evenhand::ledger {
namespace {

constexpr std::string_view mark = "# evenhand-signature ";
constexpr std::string_view algorithm = "ed25519 ";

tl::unexpected<Error> bad(std::string message, std::string hint) {
  return fail(ErrorKind::invalid, "signature/bad", std::move(message), std::move(hint));
}

}  // namespace

Result<SignedText> open_signed(std::string_view text) {
  if (!text.starts_with(mark)) return SignedText{.public_key = {}, .text = text};
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(mark.size(), end == std::string_view::npos ? end : end - mark.size());
  if (!line.starts_with(algorithm) || end == std::string_view::npos)
    return bad("The signature in line 1 is of no kind that is known here.",
               "It is to be ed25519, a key and a signature.");
  line.remove_prefix(algorithm.size());
  const std::size_t blank = line.find(' ');
  const std::string_view key = line.substr(0, blank);
  const std::string_view signature = blank == std::string_view::npos ? std::string_view() : line.substr(blank + 1);
  const std::string_view signed_text = text.substr(end + 1);
  if (!verify(signed_text, signature, key))
    return bad("The signature in line 1 does not fit the text: it was altered after it was signed, or the line was.",
               "Get the file again from where it was signed.");
  return SignedText{.public_key = std::string(key), .text = signed_text};
}

Result<SignedText> open_trusted(std::string_view text, const std::vector<std::string>& trusted) {
  auto opened = open_signed(text);
  if (!opened) return opened;
  if (opened->public_key.empty())
    return fail(ErrorKind::forbidden, "signature/none", "The file is not signed.",
                "Sign it with a key that is trusted here, or have it read and accepted by hand.");
  if (std::find(trusted.begin(), trusted.end(), opened->public_key) == trusted.end())
    return fail(ErrorKind::forbidden, "signature/unknown-key",
                "The file is signed with the key " + opened->public_key + ", which is not trusted here.",
                "Trust that key first, if you know whose it is.");
  return opened;
}

std::string sign_text(std::string_view text, const SigningKey& key) {
  if (text.starts_with(mark)) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  std::string line(mark);
  line.append(algorithm).append(key.public_key()).append(" ").append(key.sign(text)).append("\n");
  return line.append(text);
}

}  // namespace evenhand::ledger
