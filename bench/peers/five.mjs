// The rows of a peer: a workflow of five durable steps, at 1, 32 and 256 callers.
import {figure, load} from './figure.mjs';

/** `call` runs the workflow once; `roots` are the processes that the peer consists of. */
export async function rows(peer, seconds, roots, call) {
  for (const callers of [1, 32, 256]) {
    const {rate, cpu, median} = await load(callers, seconds, roots, call);
    figure('peers', `five/${peer}/${callers}`, rate * 5, 'steps/s');
    figure('peers', `five/${peer}/${callers}/cpu`, (cpu / 5) * 1e6, 'us');
    figure('peers', `five/${peer}/${callers}/median`, median / 5, 'ms');
  }
}
