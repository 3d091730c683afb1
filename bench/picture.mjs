// The figures of a run as a picture: labelled bars on logarithmic axes, readable on light and on dark.
import {shown} from './report.mjs';

const [left, right, bar, gap] = [250, 70, 16, 6];
const width = 820;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What is drawn: groups of bars with the id of each. `kind` chooses the colour. */
function groups() {
  const steps = [['sqlite/evenhand', 'Evenhand, SQLite', 'ours'], ['postgresql/evenhand', 'Evenhand, PostgreSQL', 'ours'], ['sqlite/floor, the same rows', 'floor: same rows, SQLite', 'floor'],
    ['sqlite/floor, the same bytes behind bare HTTP', 'floor: bare HTTP and SQLite', 'floor'], ['postgresql/floor', 'floor: SQL by hand, PostgreSQL', 'floor']];
  const peers = [['restate', 'Restate', 'peer'], ['dbos', 'DBOS Transact', 'peer']];
  const bars = (measure) => [...steps.map(([id, ...rest]) => [`steps/${id}/32${measure}`, ...rest]), ...peers.map(([id, ...rest]) => [`peers/five/${id}/32${measure}`, ...rest])];
  const products = [['sqlite', 'Evenhand, SQLite', 'ours'], ['postgresql', 'Evenhand, PostgreSQL', 'ours'], ['rt', 'Request Tracker 5', 'peer']];
  return [
    {title: 'Durable steps a second, 32 callers (more is better)', bars: bars('')},
    {title: 'CPU microseconds a step, 32 callers (less is better)', bars: bars('/cpu')},
    {title: 'Ticket work: CPU milliseconds an operation, 16 callers (less is better)',
      bars: ['open', 'reply', 'change', 'list'].flatMap((operation) => products.map(([id, label, kind]) => [`tickets/${operation}/${id}/16/cpu`, `${operation}: ${label}`, kind]))},
  ];
}

export function picture(figures) {
  const values = new Map(figures.filter(({value}) => value > 0).map(({id, value}) => [id, value]));
  const out = [];
  let y = 8;
  for (const {title, bars} of groups()) {
    const drawn = bars.filter(([id]) => values.has(id));
    if (drawn.length === 0) continue;
    const logs = drawn.map(([id]) => Math.log10(values.get(id)));
    const [low, high] = [Math.floor(Math.min(...logs)), Math.max(Math.ceil(Math.max(...logs)), Math.floor(Math.min(...logs)) + 1)];
    const x = (log) => left + ((log - low) / (high - low)) * (width - left - right);
    out.push(`<text class="title" x="8" y="${y + 16}">${escaped(title)}</text>`);
    y += 28;
    const bottom = y + drawn.length * (bar + gap);
    for (let decade = low; decade <= high; ++decade)
      out.push(`<line x1="${x(decade)}" x2="${x(decade)}" y1="${y - 4}" y2="${bottom}"/><text class="tick" x="${x(decade)}" y="${bottom + 12}">${(10 ** decade).toLocaleString('en-US', {maximumFractionDigits: 6})}</text>`);
    drawn.forEach(([id, label, kind], i) => {
      const [top, end] = [y + i * (bar + gap), x(logs[i])];
      out.push(`<text class="label" x="${left - 8}" y="${top + 12}">${escaped(label)}</text><rect class="${kind}" x="${left}" y="${top}" width="${Math.max(end - left, 2).toFixed(1)}" height="${bar}"/>` +
        `<text x="${(Math.max(end, left + 2) + 5).toFixed(1)}" y="${top + 12}">${shown(values.get(id))}</text>`);
    });
    y = bottom + 30;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-label="Figures of script/bench; the page has them as tables">
<style>
svg{font:12px system-ui,sans-serif}.page{fill:#fff}text{fill:#1c2430}.title{font-weight:600;font-size:14px}.label{text-anchor:end}
.tick{text-anchor:middle;font-size:10px}line{stroke:#c5ccd6}.ours{fill:#1f6fb5}.floor{fill:#8a94a3}.peer{fill:#c2681b}
@media (prefers-color-scheme:dark){.page{fill:#12171e}text{fill:#e4e9f0}line{stroke:#3a4554}.ours{fill:#5aa9ec}.floor{fill:#7c8798}.peer{fill:#e69552}}
</style>
<rect class="page" width="${width}" height="${y}" rx="6"/>
${out.join('\n')}
</svg>
`;
}
