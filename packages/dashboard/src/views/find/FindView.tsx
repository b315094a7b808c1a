import { texts } from '../../texts.ts';

export default function FindView() {
  return (
    <div class="view">
      <h1 tabIndex={-1}>{texts.find.title}</h1>
    </div>
  );
}
