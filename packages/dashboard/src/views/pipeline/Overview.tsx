import { type DashboardReply, type ProcessReply, ROUTES, type StatusReply } from '@onevault/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, toPath } from '../../api/ask.ts';
import { formatDuration, formatLately, formatNumber, formatPercent, formatTime, msBetween } from '../../format.ts';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { Hours } from './Hours.tsx';
import { Retention } from './Retention.tsx';
import { texts } from './texts.ts';
import type { HealthReply } from './useHealth.ts';

const ASK_MS = 5_000;
/** The largest page: with fewer waiting events the oldest is among them. */
const MAX_WAITING = 500;

/** Numbers of the customer, health of the server, and processing by hand. */
export function Overview({ health }: { health: HealthReply }) {
  const dashboard = useAsk<DashboardReply>(toPath(ROUTES.dashboard, { limit: 1, series: 'hour' }), { everyMs: ASK_MS });
  const status = useAsk<StatusReply>(ROUTES.status, { everyMs: ASK_MS });
  const [error] = [dashboard.error, status.error].filter((one) => one !== undefined);
  if (!dashboard.reply || !status.reply) {
    return error === undefined ? <p class="quiet">{shared.loading}</p> : <ErrorNote error={error} />;
  }
  const { summary, series = [] } = dashboard.reply;
  const again = () => {
    dashboard.again();
    status.again();
  };
  return (
    <>
      {error !== undefined && <ErrorNote error={error} />}
      <dl class="metrics" aria-label={texts.metrics.label}>
        <Metric name={texts.metrics.total} value={formatNumber(summary.total_events)} />
        <Metric name={texts.metrics.staging} value={formatNumber(summary.processed_to_staging)} />
        <Metric name={texts.metrics.business} value={formatNumber(summary.processed_to_business)} />
        <Metric name={texts.metrics.rate} value={formatPercent(Math.floor(summary.completion_rate * 1_000) / 1_000)} />
      </dl>
      <section class="card stack">
        <h2>{texts.flow.title}</h2>
        <Flow dashboard={dashboard.reply} status={status.reply} />
        <Hours series={series} now={dashboard.reply.timestamp} />
      </section>
      <div class="pair">
        <Health health={health} />
        <div class="stack">
          <Process onDone={again} />
          <Retention isMemory={health.engine === 'memory'} />
        </div>
      </div>
    </>
  );
}

function Metric({ name, value, hint }: { name: string; value: string; hint?: string | undefined }) {
  return (
    <div class="metric">
      <dt>{name}</dt>
      <dd class="numbers">{value}</dd>
      {hint && <dd class="quiet hint">{hint}</dd>}
    </div>
  );
}

function Flow({ dashboard, status }: { dashboard: DashboardReply; status: StatusReply }) {
  const { raw_pending, staging_pending, business_pending, last_processed } = status.pipeline_status;
  const waits = business_pending > 0;
  const waiting = useAsk<DashboardReply>(
    waits ? toPath(ROUTES.dashboard, { status: 'pending', limit: MAX_WAITING }) : null,
    { everyMs: ASK_MS },
  );
  const rate = useRate(dashboard);
  const oldest = waits ? waiting.reply?.events.at(-1) : undefined;
  const age = oldest && formatDuration(Math.max(0, msBetween(oldest.raw_load_date, waiting.reply?.timestamp ?? '')));
  const lag = age && (waiting.reply?.next_cursor ? texts.flow.atLeast(age) : age);
  return (
    <dl class="metrics small">
      <Metric
        name={texts.flow.waiting}
        value={formatNumber(business_pending)}
        hint={waits ? texts.flow.waitingParts(raw_pending, staging_pending) : undefined}
      />
      <Metric name={texts.flow.lag} value={lag ?? texts.flow.noLag} hint={texts.flow.lagHint} />
      <Metric
        name={texts.flow.throughput}
        value={rate === null ? texts.flow.measuring : texts.flow.perSecond(rate)}
        hint={texts.flow.throughputHint}
      />
      <Metric name={texts.flow.last} value={last_processed ? formatLately(last_processed) : shared.never} />
    </dl>
  );
}

/** Events a second that reached business between the last two answers; null before the second. */
function useRate({ summary, timestamp }: DashboardReply): number | null {
  const before = useRef<{ count: number; at: string } | null>(null);
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    const last = before.current;
    before.current = { count: summary.processed_to_business, at: timestamp };
    if (!last || last.at === timestamp) return;
    const seconds = msBetween(last.at, timestamp) / 1_000;
    if (seconds > 0) setRate(Math.max(0, summary.processed_to_business - last.count) / seconds);
  }, [summary.processed_to_business, timestamp]);
  return rate;
}

function Health({ health }: { health: HealthReply }) {
  return (
    <section class="card stack">
      <h2>{texts.health.title}</h2>
      {health.problems.length === 0 ? (
        <div class="note good">
          <strong>{texts.health.good}</strong>
          {texts.health.fine}
        </div>
      ) : (
        health.problems.map(({ rule, message, reasons = [] }) => (
          <div key={rule} class="note wait stack">
            <div>
              <strong>{message}</strong>
              {reasons.map((reason) => (
                <div key={reason.rule + reason.message}>
                  <span class="mono">{reason.rule}</span> · {texts.stopped.count(reason.count)}: {reason.message}
                </div>
              ))}
            </div>
            <div>
              <b>{texts.health.whatToDo}:</b> {texts.health.advice[rule]}
            </div>
          </div>
        ))
      )}
      <dl class="facts">
        <dt>{texts.health.engine}</dt>
        <dd>{texts.health.engines[health.engine]}</dd>
        <dt>{texts.health.durability}</dt>
        <dd>{health.durability}</dd>
        <dt>{texts.health.security}</dt>
        <dd>{texts.health.securityStates[health.row_level_security]}</dd>
        <dt>{texts.health.lastEvent}</dt>
        <dd>{health.pipeline.last_event_at ? formatTime(health.pipeline.last_event_at) : shared.never}</dd>
      </dl>
    </section>
  );
}

function Process({ onDone }: { onDone: () => void }) {
  const work = useWork<ProcessReply>();
  const results = work.result?.result.results;
  const start = async () => {
    await work.start(() => ask<ProcessReply>(ROUTES.process, { method: 'POST' }));
    onDone();
  };
  return (
    <section class="card stack">
      <h2>{texts.process.title}</h2>
      <p class="quiet">{texts.process.hint}</p>
      <div>
        <button type="button" class="button" disabled={work.isBusy} onClick={() => void start()}>
          {work.isBusy ? shared.working : texts.process.button}
        </button>
      </div>
      <div role="status">
        {results && (
          <div class={`note ${results.total_error_count > 0 ? 'bad' : 'good'}`}>
            <strong>{texts.process.done(results.staging_to_business_count)}</strong>
            {results.total_processed > 0 &&
              texts.process.result(results.raw_to_staging_count, results.total_error_count)}
          </div>
        )}
      </div>
      {work.error !== undefined && <ErrorNote error={work.error} />}
    </section>
  );
}
