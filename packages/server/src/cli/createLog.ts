import { pino } from 'pino';
import type { Log } from '../log.ts';

export const LOG_FORMATS = ['plain', 'pretty', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  format: LogFormat;
  /** Warnings and errors only. */
  quiet: boolean;
}

/** The log of a program that runs until a signal. */
export interface ProgramLog extends Log {
  /** The line that says that it serves, also with `quiet`. */
  ready(line: string): void;
}

const COLOURS = { info: '\u001b[32m', warn: '\u001b[33m', error: '\u001b[31m', end: '\u001b[0m' };

/**
 * `plain`: the bare lines, for log readers that search for them. `pretty`: with time and level, for a terminal.
 * `json`: pino's format, one object a line with the text in `msg`; only this format logs requests too.
 */
export function createLog({ format, quiet }: LogOptions): ProgramLog {
  if (format === 'json') return createJsonLog(quiet);
  const isTerminal = process.stdout.isTTY === true;
  const write = (level: 'info' | 'warn' | 'error') => {
    const stream = level === 'info' ? process.stdout : process.stderr;
    return (line: string) => {
      if (format === 'plain') return void stream.write(`${line}\n`);
      const mark = level.toUpperCase().padEnd(5);
      const coloured = isTerminal ? `${COLOURS[level]}${mark}${COLOURS.end}` : mark;
      stream.write(`${new Date().toISOString().slice(11, 23)} ${coloured} ${line}\n`);
    };
  };
  return {
    info: quiet ? () => {} : write('info'),
    warn: write('warn'),
    error: write('error'),
    ready: (line) => void process.stdout.write(`${line}\n`),
  };
}

function createJsonLog(quiet: boolean): ProgramLog {
  const logger = pino({
    level: quiet ? 'warn' : 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    // Level names read better than pino's numbers; the log collector adds the host.
    formatters: { level: (label) => ({ level: label }) },
    base: { service: 'onevault-server' },
  });
  return {
    info: (line, fields = {}) => logger.info(fields, line),
    warn: (line, fields = {}) => logger.warn(fields, line),
    error: (line) => logger.error(line),
    ready: (line) => logger.child({}, { level: 'info' }).info(line),
    request: (entry) => logger.info(entry, 'request'),
  };
}
