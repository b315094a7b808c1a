import type { StreamEvent } from '@onevault/contract';
import { type TestedEvent, toSessionTest } from '@onevault/dashboard/session-test';
import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { Browser, BrowserContext } from 'playwright-core';
import { createMockServer } from '../../kit/createMockServer.ts';
import { followContext } from '../../playwright/followContext.ts';
import { waitForArrival } from '../browse/waitForArrival.ts';
import type { Connection } from '../connect/readConnection.ts';
import { followStream } from '../tail/followStream.ts';

export interface RecordOptions {
  url: string;
  /** Ends the recording, as closing all pages does. */
  signal: AbortSignal;
  /** Called with each event that is tracked, as it happens. */
  onEvent(event: StreamEvent): void;
}

export interface Recording {
  /** A test for Vitest. Null: nothing was tracked. */
  test: string | null;
  /** How many events are in it. */
  count: number;
}

/** A test that nobody can read proves nothing. */
const MAX_EVENTS = 200;

/**
 * Opens a page for a person, whose trackers send to a server of its own, and makes a test of what they tracked once all
 * pages are closed.
 *
 * @throws Error if the page cannot be opened.
 */
export async function recordSession(browser: Browser, { url, signal, onEvent }: RecordOptions): Promise<Recording> {
  const server = await createMockServer();
  // The size of the window, as for a visitor.
  const context = await browser.newContext({ viewport: null });
  const stop = new AbortController();
  try {
    const tracking = await followContext(context, server);
    const telling = tell(
      { url: server.url, customerId: tracking.customerId, token: tracking.token },
      onEvent,
      stop.signal,
    );
    const page = await context.newPage();
    const ended = untilClosed(context, signal);
    await page.goto(url);
    await ended;
    // A page that goes sends what it still has, so it goes before its browser does.
    await Promise.all(context.pages().map((open) => open.close()));
    await waitForArrival(tracking);
    stop.abort();
    await telling;
    const events = await tracking.events({ stage: 'any' });
    await tracking.reset();
    return {
      test: events.length === 0 ? null : toSessionTest(events.slice(0, MAX_EVENTS).map(toTested), events.length),
      count: Math.min(events.length, MAX_EVENTS),
    };
  } finally {
    stop.abort();
    await context.close().catch(() => {});
    await server.close();
  }
}

async function tell(connection: Connection, onEvent: RecordOptions['onEvent'], signal: AbortSignal): Promise<void> {
  const seen = new Set<string>();
  for await (const event of followStream(connection, { query: {}, onCut: () => {}, signal })) {
    if (!seen.has(event.event_id)) onEvent(event);
    seen.add(event.event_id);
  }
}

/** Resolves when the last page is closed, the browser is gone, or the signal says so. */
function untilClosed(context: BrowserContext, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => void (context.pages().length === 0 && resolve());
    for (const page of context.pages()) page.on('close', check);
    context.on('page', (page) => page.on('close', check));
    context.on('close', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}

function toTested({ event_type, page_url, event_data, stage }: StagedEvent): TestedEvent {
  // It says only that a program opened this browser.
  const { automated, ...data } = event_data;
  return { event_type, page_url, event_data: data, stage, reason: null };
}
