import { runProgram } from './runProgram.mjs';
import { toSeconds } from './toSeconds.mjs';

/** How often to say what is still running: a step's output is shown when the step is over. */
const PROGRESS_MS = 30_000;

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string[]} [after] titles of the steps that have to be over before, where the lane alone does not say so
 * @property {(tools: StepTools) => void | Promise<void>} work
 *
 * @typedef {object} StepTools
 * @property {(line: string) => void} say adds a line to the step's output
 * @property {(command: string, args: string[], env?: Record<string, string>) => Promise<void>} run
 *   runs a program and adds what it prints; rejects if it fails
 *
 * @typedef {object} Outcome
 * @property {{ title: string, ms: number }[]} done
 * @property {string | null} failed title of the step that failed, if one did
 */

/**
 * Runs lanes side by side, and the steps of each lane in their order. The output of a step is kept and printed whole at
 * its end. The first failure stops all lanes and is printed last.
 *
 * @param {Step[][]} lanes
 * @param {(text: string) => void} print
 * @returns {Promise<Outcome>}
 */
export async function runLanes(lanes, print) {
  const stop = new AbortController();
  /** @type {Outcome} */
  const outcome = { done: [], failed: null };
  /** @type {Map<string, number>} */
  const running = new Map();
  const ends = new Map(lanes.flat().map(({ title }) => [title, createPromise()]));
  let failure = '';

  const progress = setInterval(() => {
    const names = [...running].map(([title, since]) => `${title} (${toSeconds(since)})`);
    print(`… ${names.join(', ')}\n`);
  }, PROGRESS_MS);
  await Promise.all(
    lanes.map(async (lane) => {
      for (const step of lane) {
        await Promise.race([
          Promise.all((step.after ?? []).map((title) => ends.get(title)?.over)),
          stopped(stop.signal),
        ]);
        if (stop.signal.aborted) return;
        await runStep(step);
      }
    }),
  );
  clearInterval(progress);
  print(failure);
  return outcome;

  /** @param {Step} step */
  async function runStep({ title, work }) {
    const startedAt = performance.now();
    running.set(title, startedAt);
    print(`▸ ${title}\n`);
    /** @type {string[]} */
    const output = [];
    /** @type {StepTools} */
    const tools = {
      say: (line) => void output.push(`${line}\n`),
      run: (command, args, env) =>
        runProgram(command, args, { env, signal: stop.signal, print: (text) => void output.push(text) }),
    };
    try {
      await work(tools);
      const ms = performance.now() - startedAt;
      outcome.done.push({ title, ms });
      print(`\n━━ ${title}\n${output.join('')}✓ ${title} (${toSeconds(startedAt)})\n\n`);
    } catch (error) {
      if (stop.signal.aborted) {
        print(`■ ${title}: stopped\n`);
      } else {
        outcome.failed = title;
        failure = `\n━━ ${title}\n${output.join('')}\n❌ ${title}: ${error instanceof Error ? error.message : error}\n`;
        print(`❌ ${title} failed: its output is at the end. Stopping the rest.\n`);
        stop.abort();
      }
    }
    running.delete(title);
    ends.get(title)?.end();
  }
}

function createPromise() {
  /** @type {() => void} */
  let end = () => {};
  /** @type {Promise<void>} */
  const over = new Promise((resolve) => {
    end = resolve;
  });
  return { over, end };
}

/** @param {AbortSignal} signal */
function stopped(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', resolve, { once: true });
  });
}
