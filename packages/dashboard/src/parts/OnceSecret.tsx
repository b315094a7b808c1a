import { CopyButton } from './CopyButton.tsx';

/** A secret that no other answer has: it stays until the reader closes it. */
export function OnceSecret({ title, hint, secret }: { title: string; hint: string; secret: string }) {
  return (
    <div class="note good stack" role="status">
      <div>
        <strong>{title}</strong>
        {hint}
      </div>
      <div class="row">
        <code class="secret">{secret}</code>
        <CopyButton text={() => secret} />
      </div>
    </div>
  );
}
