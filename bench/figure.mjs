// One figure of a run, as bench/figure.hpp prints it; the CPU time of processes with all they started; and a load of callers.
import {appendFileSync, readdirSync, readFileSync} from 'node:fs';

/** `aim`: {most} or {least}, and `beside`: {name, value} of a floor or peer, in the figure's own unit. */
export function figure(part, name, value, unit, aim = {}, beside = undefined) {
  const [words, limit] = aim.most !== undefined ? ['at most', aim.most] : ['at least', aim.least];
  const isMet = limit === undefined ? undefined : aim.most !== undefined ? value <= limit : value >= limit;
  const goal = limit === undefined ? '' : `  aim: ${words} ${limit}, ${isMet ? 'met' : 'MISSED'}`;
  const other = beside ? `  beside ${beside.name}: ${beside.value.toPrecision(6)}` : '';
  console.log(`${part.padEnd(10)} ${name.padEnd(52)} ${value.toPrecision(6).padStart(14)} ${unit}${other}${goal}`);
  const file = process.env.EVENHAND_BENCH_RESULTS;
  const line = {part, name, value: Number(value.toPrecision(6)), unit, ...(limit === undefined ? {} : {aim: words, limit, met: isMet}), ...(beside ? {beside} : {})};
  if (file) appendFileSync(file, JSON.stringify(line) + '\n');
}

/** CPU seconds used so far by these processes and their descendants, also by those that ended and were waited for. */
export function cpuSeconds(roots) {
  const processes = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const fields = readFileSync(`/proc/${entry}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
      // After the name: state, parent, …; utime, stime, cutime, cstime are the fields 14 to 17 of the whole line.
      processes.set(Number(entry), {parent: Number(fields[1]), ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)});
    } catch {
      // It ended meanwhile.
    }
  }
  let ticks = 0;
  const visit = (id) => {
    ticks += processes.get(id)?.ticks ?? 0;
    for (const [child, {parent}] of processes) if (parent === id) visit(child);
  };
  new Set(roots).forEach(visit);
  return ticks / 100;
}

/** Runs `call(caller)` from so many callers at once for so many seconds, after a second that warms.
    @returns {rate} calls a second, {cpu} seconds a call of the processes `roots`, {median} and {p99} in milliseconds */
export async function load(callers, seconds, roots, call) {
  const until = async (end) => {
    const latencies = [];
    await Promise.all(Array.from({length: callers}, async (_, caller) => {
      do {
        const start = performance.now();
        await call(caller);
        latencies.push(performance.now() - start);
      } while (performance.now() < end);
    }));
    return latencies.sort((a, b) => a - b);
  };
  await until(performance.now() + 1000);
  const start = performance.now();
  const cpu = cpuSeconds(roots);
  const latencies = await until(start + seconds * 1000);
  const took = (performance.now() - start) / 1000;
  const at = (share) => latencies[Math.floor((latencies.length - 1) * share)];
  return {rate: latencies.length / took, cpu: (cpuSeconds(roots) - cpu) / latencies.length, median: at(0.5), p99: at(0.99)};
}
