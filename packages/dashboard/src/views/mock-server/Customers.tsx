import { ask } from '../../api/ask.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useWork } from '../../parts/useWork.ts';
import { texts as shared } from '../../texts.ts';
import { texts } from './texts.ts';

interface CustomerReply {
  customer_id: string;
  token: string;
  write_token: string;
}

/** Makes a customer with two keys. */
export function Customers() {
  const work = useWork<CustomerReply>();
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const id = String(new FormData(event.currentTarget as HTMLFormElement).get('id')).trim();
    void work.start(() => ask('/mock/customers', { method: 'POST', body: id === '' ? {} : { customer_id: id } }));
  };
  const made = work.result;
  return (
    <section class="card stack">
      <h2>{texts.customers.title}</h2>
      <p class="quiet">{texts.customers.hint}</p>
      <form class="row ends" onSubmit={make}>
        <label class="field grow">
          <span>{texts.customers.id}</span>
          <input class="input" name="id" pattern="[A-Za-z0-9._\-]{1,128}" autocapitalize="none" spellcheck={false} />
        </label>
        <button type="submit" class="button" disabled={work.isBusy}>
          {work.isBusy ? shared.working : texts.customers.make}
        </button>
      </form>
      <div role="status">
        {made && (
          <div class="note good stack">
            <strong>{texts.customers.made(made.customer_id)}</strong>
            <Token name={texts.customers.full} token={made.token} />
            <Token name={texts.customers.write} token={made.write_token} />
          </div>
        )}
      </div>
      {work.error !== undefined && <ErrorNote error={work.error} />}
    </section>
  );
}

function Token({ name, token }: { name: string; token: string }) {
  return (
    <div class="row">
      <span>{name}</span>
      <code class="secret">{token}</code>
      <CopyButton text={() => token} />
    </div>
  );
}
