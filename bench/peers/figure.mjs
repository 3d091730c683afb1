// One figure of a run, as bench/figure.hpp prints it; and the CPU time of processes with all they started.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';

export function figure(part, name, value, unit) {
  console.log(`${part.padEnd(10)} ${name.padEnd(52)} ${value.toPrecision(6).padStart(14)} ${unit}`);
  const file = process.env.EVENHAND_BENCH_RESULTS;
  if (file) appendFileSync(file, JSON.stringify({ part, name, value: Number(value.toPrecision(6)), unit }) + '\n');
}

/** CPU seconds used so far by these processes and their descendants, also by those that ended and were waited for. */
export function cpuSeconds(roots) {
  const processes = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const fields = readFileSync(`/proc/${entry}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
      // After the name: state, parent, …; utime, stime, cutime, cstime are the fields 14 to 17 of the whole line.
      processes.set(Number(entry), { parent: Number(fields[1]), ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) });
    } catch {
      // It ended meanwhile.
    }
  }
  let ticks = 0;
  const visit = (id) => {
    ticks += processes.get(id)?.ticks ?? 0;
    for (const [child, { parent }] of processes) if (parent === id) visit(child);
  };
  new Set(roots).forEach(visit);
  return ticks / 100;
}

/** Runs `call` from so many callers at once for so many seconds and prints steps a second and CPU a step. */
export async function load(part, callers, seconds, steps, roots, call) {
  const until = async (end) => {
    let done = 0;
    const latencies = [];
    await Promise.all(Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const start = performance.now();
        await call();
        latencies.push(performance.now() - start);
        done += steps;
      }
    }));
    return { done, latencies: latencies.sort((a, b) => a - b) };
  };
  await until(performance.now() + 1000); // warms
  const start = performance.now();
  const cpu = cpuSeconds(roots);
  const { done, latencies } = await until(start + seconds * 1000);
  const took = (performance.now() - start) / 1000;
  figure(part, `${callers} callers: durable steps`, done / took, 'steps/s');
  figure(part, `${callers} callers: CPU a step, all processes`, ((cpuSeconds(roots) - cpu) / done) * 1e6, 'us');
  figure(part, `${callers} callers: median step`, latencies[latencies.length >> 1] / steps, 'ms');
}
