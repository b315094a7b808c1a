import {
  ALERT_ROUTES,
  type AlertDestination,
  type AlertDestinationReply,
  type AlertDestinationsReply,
  type AlertRulesReply,
  type AlertTestReply,
} from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { OnceSecret } from '../../parts/OnceSecret.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { texts as shared } from '../../texts.ts';
import { TestOutcome } from './TestOutcome.tsx';
import { texts } from './texts.ts';

/** Where alerts go: add, test, delete. */
export function Destinations() {
  const { reply, error, again } = useAsk<AlertDestinationsReply>(ALERT_ROUTES.destinations);
  const rules = useAsk<AlertRulesReply>(ALERT_ROUTES.rules);
  const [secret, setSecret] = useState<string | null>(null);
  const [test, setTest] = useState<{ deliveryId: string; address: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(undefined);
  const add = async (form: FormData) => {
    const text = (name: string) => String(form.get(name)).trim();
    const body = { kind: text('kind'), address: text('address'), ...(text('label') && { label: text('label') }) };
    const added = await ask<AlertDestinationReply>(ALERT_ROUTES.destinations, { method: 'POST', body });
    setSecret(added.secret ?? null);
    again();
  };
  const remove = async (id: string) => {
    await ask(ALERT_ROUTES.destination.replace(':destination_id', id), { method: 'DELETE' });
    again();
  };
  const startTest = ({ destination_id, address }: AlertDestination) => {
    setFailure(undefined);
    setTest(null);
    ask<AlertTestReply>(ALERT_ROUTES.test.replace(':destination_id', destination_id), { method: 'POST' }).then(
      ({ delivery_id: deliveryId }) => setTest({ deliveryId, address }),
      setFailure,
    );
  };
  const usedBy = (id: string) =>
    rules.reply?.rules.filter(({ destinations }) => destinations?.includes(id)).length ?? 0;
  return (
    <section class="card stack">
      <header class="row spread">
        <h2>{texts.destinations.title}</h2>
        <Add onAdd={add} />
      </header>
      <p class="quiet">{texts.destinations.hint}</p>
      {secret && <OnceSecret title={texts.destinations.added} hint={texts.destinations.secret} secret={secret} />}
      {test && <TestOutcome key={test.deliveryId} {...test} />}
      {failure !== undefined && <ErrorNote error={failure} />}
      {error !== undefined && <ErrorNote error={error} />}
      {reply === null && error === undefined && <p class="quiet">{shared.loading}</p>}
      {reply?.destinations.length === 0 && (
        <div class="empty">
          <h3>{texts.destinations.none.title}</h3>
          <p>{texts.destinations.none.hint}</p>
        </div>
      )}
      <ul class="rows">
        {reply?.destinations.map((destination) => {
          const { destination_id, kind, address, label, disabled_at } = destination;
          return (
            <li key={destination_id}>
              <div class="what">
                <span class="row">
                  <strong>{label ?? address}</strong>
                  <span class="badge">{texts.destinations.kinds[kind]}</span>
                  {disabled_at && <span class="badge bad">{texts.destinations.gone}</span>}
                </span>
                {label && <span class="quiet mono">{address}</span>}
              </div>
              <div class="row">
                {!disabled_at && (
                  <button
                    type="button"
                    class="button"
                    aria-label={texts.destinations.testName(address)}
                    onClick={() => startTest(destination)}
                  >
                    {texts.destinations.test}
                  </button>
                )}
                <Confirm
                  label={texts.destinations.remove}
                  name={texts.destinations.removeName(address)}
                  look="danger"
                  isDangerous
                  title={texts.destinations.removeTitle}
                  action={texts.destinations.removeAction}
                  onOpen={rules.again}
                  onConfirm={() => remove(destination_id)}
                >
                  <p>{texts.destinations.removeHint(address, usedBy(destination_id))}</p>
                </Confirm>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Add({ onAdd }: { onAdd: (form: FormData) => Promise<void> }) {
  return (
    <Confirm
      label={texts.destinations.add}
      look="primary"
      title={texts.destinations.addTitle}
      action={texts.destinations.addAction}
      onConfirm={onAdd}
    >
      <label class="field">
        <span>{texts.destinations.kind}</span>
        <select class="input" name="kind">
          <option value="webhook">{texts.destinations.kinds.webhook}</option>
          <option value="email">{texts.destinations.kinds.email}</option>
        </select>
      </label>
      <label class="field">
        <span>{texts.destinations.address}</span>
        <input
          class="input"
          name="address"
          maxLength={2000}
          placeholder="https://hooks.shop.example/onevault"
          required
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      <label class="field">
        <span>{texts.destinations.label}</span>
        <input class="input" name="label" maxLength={200} autocomplete="off" />
      </label>
    </Confirm>
  );
}
