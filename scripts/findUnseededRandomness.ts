export interface Finding {
  line: number;
  /** The finding, and what to write instead. */
  problem: string;
}

const FORBIDDEN = [
  { call: /\bMath\.random\(/g, problem: 'Math.random(): take next() of createSeededRandom' },
  { call: /\brandomUUID\(/g, problem: 'randomUUID(): take uuid() of createSeededRandom, or count' },
  {
    call: /\b(?:getRandomValues|randomBytes|randomFillSync)\(/g,
    problem: 'random bytes: take fill() of createSeededRandom',
  },
  { call: /\brandomInt\(/g, problem: 'randomInt(): take integer() of createSeededRandom' },
  { call: /\.listen\(\s*[1-9]\d*/g, problem: 'a fixed port: listen on 0, or take findFreePort()' },
];

/** Calls of fast-check that draw values; each takes `{ seed }`. */
const PROPERTY_RUN = /\bfc\.(?:assert|check|sample|statistics)\(/g;

/** Finds causes of different test runs: random values without a seed, and fixed ports that may be taken. */
export function findUnseededRandomness(source: string): Finding[] {
  const code = withoutComments(source);
  const findings: Finding[] = [];
  const add = (at: number, problem: string) => findings.push({ line: code.slice(0, at).split('\n').length, problem });
  for (const { call, problem } of FORBIDDEN) for (const match of code.matchAll(call)) add(match.index, problem);
  for (const match of code.matchAll(PROPERTY_RUN)) {
    if (!/\bseed\b|\btoParameters\(/.test(argumentsAt(code, match.index + match[0].length))) {
      add(match.index, `${match[0].slice(0, -1)} without a seed: give it { seed: 1 }`);
    }
  }
  return findings.sort((a, b) => a.line - b.line);
}

/** Removes comments but keeps the lines, so that line numbers stay right. */
function withoutComments(source: string): string {
  return source.replace(/^\s*(?:\/\/|\/?\*).*$|\s\/\/ .*$/gm, '');
}

/** The text from an opening parenthesis to its closing one. Parentheses in strings only make it longer or shorter. */
function argumentsAt(code: string, from: number): string {
  let depth = 1;
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '(') depth += 1;
    if (code[at] === ')') depth -= 1;
    if (depth === 0) return code.slice(from, at);
  }
  return code.slice(from);
}
