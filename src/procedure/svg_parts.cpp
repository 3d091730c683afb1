#include "procedure/svg_parts.hpp"

namespace evenhand::procedure {

std::string_view picture_style() noexcept {
  return R"(
.eh-flow{--eh-page:#ffffff;--eh-ink:#1f2733;--eh-muted:#5c6676;--eh-line:#97a1b0;--eh-lane:#f5f7fa;--eh-lane-edge:#e1e6ed;
--eh-head:#eaeef4;--eh-box:#ffffff;--eh-box-edge:#ccd4de;--eh-talk:#2563a8;--eh-talk-soft:#e3eefa;--eh-rule:#8a5a00;
--eh-rule-soft:#fbefd6;--eh-act:#6741b0;--eh-act-soft:#eee8fa;--eh-mail:#0c6b64;--eh-mail-soft:#dcf2ef;--eh-wait:#a03a5e;
--eh-wait-soft:#fae6ed;--eh-end:#3c4654;--eh-end-soft:#e6eaf0;--eh-done:#1d7a46;--eh-current:#1f5fd0;--eh-blocked:#c0342c;
--eh-skipped:#6b7482;--eh-on-mark:#ffffff}
@media (prefers-color-scheme:dark){.eh-flow{--eh-page:#14181e;--eh-ink:#e7ebf1;--eh-muted:#a3adbb;--eh-line:#697586;
--eh-lane:#1a1f27;--eh-lane-edge:#2b333e;--eh-head:#222933;--eh-box:#242b35;--eh-box-edge:#3d4755;--eh-talk:#8fc0f5;
--eh-talk-soft:#1d3651;--eh-rule:#f0c36b;--eh-rule-soft:#453511;--eh-act:#c3aaf5;--eh-act-soft:#372a55;--eh-mail:#74d3c8;
--eh-mail-soft:#123e3a;--eh-wait:#f2a3bd;--eh-wait-soft:#4a2231;--eh-end:#c5cedb;--eh-end-soft:#323b47;--eh-done:#5cc98b;
--eh-current:#7fb0ff;--eh-blocked:#ff8b82;--eh-skipped:#929cab;--eh-on-mark:#10141a}}
.eh-flow{background:var(--eh-page);font-family:Inter,"Segoe UI",system-ui,-apple-system,Roboto,"Helvetica Neue",Arial,sans-serif}
.eh-flow text{fill:var(--eh-ink);font-size:13px}
.eh-flow .eh-page{fill:var(--eh-page)}
.eh-flow .eh-lane rect{fill:var(--eh-lane);stroke:var(--eh-lane-edge)}
.eh-flow .eh-lane path{fill:var(--eh-head)}
.eh-flow .eh-rule-panel rect{stroke-dasharray:5 4}
.eh-flow .eh-number{fill:var(--eh-end)}.eh-flow .is-current>.eh-number{fill:var(--eh-current)}
.eh-flow .is-done>.eh-number{fill:var(--eh-done)}.eh-flow .is-blocked>.eh-number{fill:var(--eh-blocked)}
.eh-flow text.eh-number-text{fill:var(--eh-page);font-weight:600;text-anchor:middle;font-size:12px}
.eh-flow text.eh-title{font-weight:600;font-size:14px}
.eh-flow text.eh-note{fill:var(--eh-muted);font-size:11px}
.eh-flow text.eh-code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:11px}
.eh-flow .eh-edge{fill:none;stroke:var(--eh-line);stroke-width:1.5}
.eh-flow .eh-back{stroke-dasharray:6 4}
.eh-flow .eh-tip{fill:var(--eh-line);stroke:none}
.eh-flow .eh-chip rect{fill:var(--eh-page);stroke:var(--eh-box-edge)}
.eh-flow .eh-chip text{text-anchor:middle;fill:var(--eh-muted);font-size:11px}
.eh-flow .eh-chip text.eh-code{fill:var(--eh-ink)}
.eh-flow .eh-body{fill:var(--eh-box);stroke:var(--eh-box-edge)}
.eh-flow .eh-shade{fill:var(--eh-ink);fill-opacity:.05;stroke:none}
.eh-flow .eh-frame>.eh-body{fill:var(--eh-lane);stroke-dasharray:5 4}
.eh-flow .eh-maybe>.eh-body{stroke-dasharray:4 3}
.eh-flow .eh-sign{fill:none;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.eh-flow .eh-diamond{fill:var(--eh-rule-soft);stroke:var(--eh-rule);stroke-width:1.3}
.eh-flow .eh-cross{fill:none;stroke:var(--eh-rule);stroke-width:1.7;stroke-linecap:round}
.eh-flow .eh-dot{fill:var(--eh-line)}
.eh-flow .eh-stop{fill:var(--eh-page);stroke:var(--eh-end);stroke-width:3}
.eh-flow .eh-law{fill:var(--eh-muted);font-size:11px}
.eh-flow .eh-origin{fill:var(--eh-current)}
.eh-flow .talk .eh-tile{fill:var(--eh-talk-soft)}.eh-flow .talk .eh-sign{stroke:var(--eh-talk)}
.eh-flow .rule .eh-tile{fill:var(--eh-rule-soft)}.eh-flow .rule .eh-sign{stroke:var(--eh-rule)}
.eh-flow .act .eh-tile{fill:var(--eh-act-soft)}.eh-flow .act .eh-sign{stroke:var(--eh-act)}
.eh-flow .mail .eh-tile{fill:var(--eh-mail-soft)}.eh-flow .mail .eh-sign{stroke:var(--eh-mail)}
.eh-flow .wait .eh-tile{fill:var(--eh-wait-soft)}.eh-flow .wait .eh-sign{stroke:var(--eh-wait)}
.eh-flow .end .eh-tile{fill:var(--eh-end-soft)}.eh-flow .end .eh-sign{stroke:var(--eh-end)}
.eh-flow .eh-pill.end>.eh-body{stroke:var(--eh-end);stroke-width:1.5}
.eh-flow .is-done>.eh-body,.eh-flow .is-done>.eh-diamond{stroke:var(--eh-done);stroke-width:1.5}
.eh-flow .is-current>.eh-body,.eh-flow .is-current>.eh-diamond{stroke:var(--eh-current);stroke-width:2.5}
.eh-flow .is-blocked>.eh-body,.eh-flow .is-blocked>.eh-diamond{stroke:var(--eh-blocked);stroke-width:2.5}
.eh-flow .is-added>.eh-body,.eh-flow .is-added>.eh-diamond{stroke:var(--eh-done);stroke-width:2.5}
.eh-flow .is-changed>.eh-body,.eh-flow .is-changed>.eh-diamond,.eh-flow .is-moved>.eh-body,.eh-flow .is-moved>.eh-diamond{stroke:var(--eh-rule);stroke-width:2.5}
.eh-flow .is-removed>.eh-body,.eh-flow .is-removed>.eh-diamond{stroke:var(--eh-blocked);stroke-width:2.5;stroke-dasharray:5 3}
.eh-flow .is-removed>text{text-decoration:line-through}
.eh-flow .is-skipped>.eh-body{stroke-dasharray:2 3}.eh-flow .is-skipped>text{fill:var(--eh-skipped)}
.eh-flow .eh-halo{fill:none;stroke:var(--eh-current);stroke-opacity:.25;stroke-width:6}
.eh-flow .is-done .eh-badge{fill:var(--eh-done)}.eh-flow .is-current .eh-badge{fill:var(--eh-current)}
.eh-flow .is-added .eh-badge{fill:var(--eh-done)}.eh-flow .is-removed .eh-badge{fill:var(--eh-blocked)}
.eh-flow .is-changed .eh-badge,.eh-flow .is-moved .eh-badge{fill:var(--eh-rule)}
.eh-flow .is-blocked .eh-badge{fill:var(--eh-blocked)}.eh-flow .is-skipped .eh-badge{fill:var(--eh-skipped)}
.eh-flow .eh-badge{stroke:var(--eh-page);stroke-width:1.5}
.eh-flow .eh-badge-sign{fill:none;stroke:var(--eh-on-mark);stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
@media print{.eh-flow{--eh-page:#ffffff}}
)";
}

namespace {

constexpr std::string_view clock_path = "M9 2.2a6.8 6.8 0 1 1 0 13.6 6.8 6.8 0 0 1 0-13.6zM9 5.2V9l2.8 1.8";
constexpr std::string_view letter_path = "M2 4h14v10H2zM2.4 4.6L9 10l6.6-5.4";
constexpr std::string_view flag_path = "M4 2v14M4 3h9.5l-2.4 3.2 2.4 3.3H4";
constexpr std::string_view bolt_path = "M10 2L4 10h4.2L7.5 16 14 8H9.6z";

Sign node_sign(const Node& node) noexcept {
  switch (node.kind) {
    case NodeKind::sequence:
    case NodeKind::step:
    case NodeKind::guidance:
      return {"M9 4.4C7.4 3.2 5 3 2.5 3.2v10.6c2.5-.2 4.9 0 6.5 1.2 1.6-1.2 4-1.4 6.5-1.2V3.2C13 3 10.6 3.2 9 4.4zV15",
              "talk"};
    case NodeKind::say:
      return {"M3 3.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H8l-3.5 3v-3H3a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z", "talk"};
    case NodeKind::task:
      return {"M3 3h12v12H3zM6 9l2.2 2.2L12.5 6.8", "talk"};
    case NodeKind::ask:
      return {"M2 5h14v8H2zM5 7.5v3M8 10.5h5", "talk"};
    case NodeKind::check:
      return {"M9 2l6 2.2v4.3c0 3.6-2.5 6-6 7.5-3.5-1.5-6-3.9-6-7.5V4.2zM6.4 8.8l1.9 1.9 3.4-3.6", "rule"};
    case NodeKind::decide:
      return {"M2.5 3.5h13v11h-13zM2.5 7.2h13M7 7.2v7.3M2.5 10.9h13", "rule"};
    case NodeKind::record:
      return {"M3 15l.8-3.4L12 3.4l2.6 2.6-8.2 8.2zM10.4 5l2.6 2.6", "rule"};
    case NodeKind::choice:
    case NodeKind::any_order:
    case NodeKind::repeat:
    case NodeKind::for_each:
      return {"", "rule"};
    case NodeKind::action:
      return {bolt_path, "act"};
    case NodeKind::follow:
      return {"M6 2.5h6.5l3 3v7.5H6zM3 5.5v10h9", "act"};
    case NodeKind::send:
      return {letter_path, "mail"};
    case NodeKind::tell:
      return {
          "M9 2.2c2.8 0 4.4 2 4.4 4.6 0 3.4 1.4 4.4 1.4 5.4H3.2c0-1 1.4-2 1.4-5.4C4.6 4.2 6.2 2.2 9 2.2z"
          "M7.2 14.4a1.9 1.9 0 0 0 3.6 0",
          "mail"};
    case NodeKind::hand_over:
      return {"M2 9h10M8.6 5.4L12.2 9l-3.6 3.6M15.4 3v12", "mail"};
    case NodeKind::raise:
      return {"M9 15V3.6M4.4 8L9 3.4 13.6 8", "mail"};
    case NodeKind::wait:
      return {node.wait_kind == Node::WaitKind::reply ? letter_path : clock_path, "wait"};
    case NodeKind::approve:
      return {
          "M6.2 8.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM12.2 8.2a2.1 2.1 0 1 0 0-4.2"
          "M1.8 14.6c.3-2.7 2-4.2 4.4-4.2s4.1 1.5 4.4 4.2M12.6 10.4c2 .1 3.4 1.5 3.6 3.9",
          "wait"};
    case NodeKind::go_to:
      return {"M3 4v4a3 3 0 0 0 3 3h8M10.6 7.4L14.2 11l-3.6 3.6", "end"};
    case NodeKind::close:
      return {flag_path, "end"};
  }
  return {"", "end"};
}

}  // namespace

Sign sign_of(const layout::Box& box) noexcept {
  using layout::Role;
  switch (box.role) {
    case Role::start:
      return {"M5.5 3.5v11l9-5.5z", "end"};
    case Role::end:
      return {flag_path, "end"};
    case Role::limit:
      return {clock_path, "wait"};
    case Role::trigger:
      return {box.rule && box.rule->within ? clock_path : bolt_path, "wait"};
    case Role::action:
      return {bolt_path, "act"};
    case Role::node:
      return box.node ? node_sign(*box.node) : Sign{"", "end"};
    case Role::split:
    case Role::event_split:
    case Role::parallel_split:
    case Role::merge:
    case Role::parallel_join:
    case Role::loop_test:
    case Role::stop:
    case Role::actions:
      break;
  }
  return {"", "rule"};
}

}  // namespace evenhand::procedure
