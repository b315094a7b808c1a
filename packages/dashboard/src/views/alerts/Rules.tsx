import {
  ALERT_ROUTES,
  type AlertRule,
  type AlertRulesReply,
  type GoalsListReply,
  SAVED_ROUTES,
} from '@onevault/contract';
import { ask } from '../../api/ask.ts';
import { formatClock } from '../../format.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { RuleFields, toRuleBody } from './RuleForm.tsx';
import { texts } from './texts.ts';

const ASK_MS = 15_000;
const LOOKS = { off: '', ok: 'good', pending: 'wait', firing: 'bad', acknowledged: 'wait' } as const;

/** The rules, with their states: make, change, turn off, delete. */
export function Rules() {
  const { reply, error, again } = useAsk<AlertRulesReply>(ALERT_ROUTES.rules, { everyMs: ASK_MS });
  const hasGoals = reply?.rules.some(({ kind }) => kind === 'goal') ?? false;
  const goals = useAsk<GoalsListReply>(hasGoals ? SAVED_ROUTES.goals : null).reply?.goals ?? [];
  /** How a setting is shown: a goal by its name. */
  const say = (setting: string, value: string | number) =>
    `${texts.settings[setting] ?? setting}: ${goals.find(({ goal_id }) => goal_id === value)?.name ?? texts.choices[value] ?? value}`;
  const make = async (form: FormData) => {
    await ask(ALERT_ROUTES.rules, { method: 'POST', body: toRuleBody(form) });
    again();
  };
  return (
    <section class="card stack">
      <header class="row spread">
        <h2>{texts.rules.title}</h2>
        <Confirm
          label={texts.rules.make}
          look="primary"
          title={texts.rules.makeTitle}
          action={texts.rules.makeAction}
          onConfirm={make}
        >
          <RuleFields />
        </Confirm>
      </header>
      <p class="quiet">{texts.rules.hint}</p>
      {error !== undefined && <ErrorNote error={error} />}
      {reply === null && error === undefined && <p class="quiet">{shared.loading}</p>}
      {reply?.rules.length === 0 && (
        <div class="empty">
          <h3>{texts.rules.none.title}</h3>
          <p>{texts.rules.none.hint}</p>
        </div>
      )}
      <ul class="rows">
        {reply?.rules.map((rule) => (
          <Rule key={rule.rule_id} rule={rule} say={say} onChange={again} />
        ))}
      </ul>
    </section>
  );
}

interface RuleProps {
  rule: AlertRule;
  say(setting: string, value: string | number): string;
  onChange(): void;
}

function Rule({ rule, say, onChange }: RuleProps) {
  const { rule_id, name, kind, settings, destinations, enabled, state, evaluated_at } = rule;
  const path = ALERT_ROUTES.rule.replace(':rule_id', rule_id);
  const work = useWork<object>();
  const change = async (body: object) => {
    await ask(path, { method: 'POST', body });
    onChange();
  };
  const remove = async () => {
    await ask(path, { method: 'DELETE' });
    onChange();
  };
  const turn = () =>
    work.start(async () => {
      await change({ enabled: !enabled });
      return {};
    });
  return (
    <li>
      <div class="what">
        <span class="row">
          <strong>{name}</strong>
          <span class={`badge ${LOOKS[state]}`}>{texts.rules.states[state]}</span>
        </span>
        <span>
          {texts.kinds[kind]} · {destinations === null ? texts.rules.all : texts.rules.some(destinations.length)}
        </span>
        <span class="quiet">
          {Object.entries(settings)
            .map(([setting, value]) => say(setting, value))
            .join(' · ')}{' '}
          · {evaluated_at ? texts.rules.evaluated(formatClock(evaluated_at)) : texts.rules.unevaluated}
        </span>
        {work.error !== undefined && <ErrorNote error={work.error} />}
      </div>
      <div class="row">
        <button
          type="button"
          class="button"
          aria-label={texts.rules.turnName(enabled, name)}
          disabled={work.isBusy}
          onClick={() => void turn()}
        >
          {enabled ? texts.rules.turnOff : texts.rules.turnOn}
        </button>
        <Confirm
          label={texts.rules.change}
          name={texts.rules.changeName(name)}
          title={texts.rules.changeTitle}
          action={texts.rules.changeAction}
          onConfirm={(form) => change(toRuleBody(form))}
        >
          <p class="quiet">{texts.rules.changeHint}</p>
          <RuleFields rule={rule} />
        </Confirm>
        <Confirm
          label={texts.rules.remove}
          name={texts.rules.removeName(name)}
          look="danger"
          isDangerous
          title={texts.rules.removeTitle(name)}
          action={texts.rules.removeAction}
          onConfirm={remove}
        >
          <p>{texts.rules.removeHint}</p>
        </Confirm>
      </div>
    </li>
  );
}
