/** Something that this server or this key cannot do: no error, so it looks like none. */
export function NotHere({ title, hint }: { title: string; hint: string }) {
  return (
    <div class="note">
      <strong>{title}</strong>
      {hint}
    </div>
  );
}
