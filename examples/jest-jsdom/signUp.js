/** Tracks a sign-up when the form is sent. */
export function trackSignUps(form, tracker) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    tracker.trackEvent('signup', { plan: new FormData(form).get('plan') });
  });
}
