#include "http/event_stream.hpp"

#include <deque>
#include <mutex>
#include <vector>

#include "base/assert.hpp"
#include "base/text.hpp"

namespace evenhand::http {
namespace {

constexpr std::size_t taken_bytes_max = 256u << 10;

/// `name: value` with line breaks and NUL taken out of the value.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  }
  out += '\n';
}

/// One field for each line of `value`; CR, LF and CRLF all end a line, as the format has it.
void append_lines(std::string& out, std::string_view name, std::string_view value) {
  std::size_t start = 0;
  for (;;) {
    const auto end = value.find_first_of("\r\n", start);
    append_field(out, name, value.substr(start, end == std::string_view::npos ? end : end - start));
    if (end == std::string_view::npos) return;
    start = end + (value.substr(end, 2) == "\r\n" ? 2 : 1);
  }
}

}  // namespace

EventFrame format_event(std::string_view id, std::string_view event, std::string_view data) {
  std::string out;
  out.reserve(data.size() + id.size() + event.size() + 32);
  if (!id.empty()) append_field(out, "id", id);
  if (!event.empty()) append_field(out, "event", event);
  append_lines(out, "data", data);
  out += '\n';
  return std::make_shared<const std::string>(std::move(out));
}

EventFrame format_comment(std::string_view comment) {
  std::string out;
  append_lines(out, "", comment);
  out += '\n';
  return std::make_shared<const std::string>(std::move(out));
}

bool EventStream::send(std::string_view id, std::string_view event, std::string_view data) {
  return channel_ && channel_->push(format_event(id, event, data));
}

bool EventStream::send(EventFrame frame) {
  return channel_ && channel_->push(std::move(frame));
}

bool EventStream::comment(std::string_view comment_text) {
  return channel_ && channel_->push(format_comment(comment_text));
}

void EventStream::close() {
  if (channel_) channel_->close();
}

bool EventStream::is_open() const {
  return channel_ && channel_->is_open();
}

void EventStream::on_close(std::function<void()> callback) {
  if (channel_) {
    channel_->on_close(std::move(callback));
  } else {
    callback();
  }
}

struct EventChannel::State {
  using Callbacks = std::vector<std::function<void()>>;

  const std::size_t queue_max;
  const std::function<void()> wake;
  mutable std::mutex mutex;
  std::deque<EventFrame> queue;
  Callbacks callbacks;
  bool is_open = true;
  bool is_cut_off = false;
  bool is_taker_waiting = true;  ///< the taking side found nothing and wants to be woken

  /// Under the lock: marks the end and hands out what to call after it.
  [[nodiscard]] Callbacks end() {
    is_open = false;
    is_taker_waiting = false;
    return std::exchange(callbacks, {});
  }
  static void run(const Callbacks& callbacks) {
    for (const auto& callback : callbacks) callback();
  }
};

EventChannel::EventChannel(std::size_t queue_max, std::function<void()> wake)
    : state_(new State{queue_max, std::move(wake), {}, {}, {}, true, false, true}) {
  EH_ASSERT(queue_max > 0);
}

EventChannel::~EventChannel() = default;

bool EventChannel::push(EventFrame frame) {
  EH_ASSERT(frame != nullptr);
  State::Callbacks callbacks;
  bool must_wake = false;
  bool is_accepted = false;
  {
    const std::scoped_lock lock(state_->mutex);
    if (!state_->is_open) return false;
    if (state_->queue.size() >= state_->queue_max) {
      state_->queue.clear();
      state_->is_cut_off = true;
      callbacks = state_->end();
      must_wake = true;
    } else {
      state_->queue.push_back(std::move(frame));
      must_wake = std::exchange(state_->is_taker_waiting, false);
      is_accepted = true;
    }
  }
  if (must_wake) state_->wake();
  State::run(callbacks);
  return is_accepted;
}

void EventChannel::close() {
  State::Callbacks callbacks;
  {
    const std::scoped_lock lock(state_->mutex);
    if (!state_->is_open) return;
    callbacks = state_->end();
  }
  state_->wake();
  State::run(callbacks);
}

void EventChannel::abandon() {
  State::Callbacks callbacks;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->queue.clear();
    if (!state_->is_open) return;
    callbacks = state_->end();
  }
  State::run(callbacks);
}

bool EventChannel::is_open() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->is_open;
}

bool EventChannel::is_cut_off() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->is_cut_off;
}

void EventChannel::on_close(std::function<void()> callback) {
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->is_open) {
      state_->callbacks.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

EventChannel::Taken EventChannel::take() {
  Taken taken;
  const std::scoped_lock lock(state_->mutex);
  while (!state_->queue.empty() && taken.bytes.size() < taken_bytes_max) {
    taken.bytes += *state_->queue.front();
    state_->queue.pop_front();
  }
  taken.ended = !state_->is_open && state_->queue.empty();
  state_->is_taker_waiting = taken.bytes.empty() && !taken.ended;
  return taken;
}

}  // namespace evenhand::http
