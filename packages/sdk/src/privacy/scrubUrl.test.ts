import { describe, expect, test, vi } from 'vitest';
import { MAX_URL_LENGTH, scrubUrl } from './scrubUrl.ts';

const x = 'https://shop.test';
const token = 'a8Kd92hFq0Zx71LmPq3vTt';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const twice = (url: string): string => encodeURIComponent(encodeURIComponent(url));

type Row = [what: string, url: string, clean: string];

describe('masks', () => {
  test.each<Row>([
    ['a token by its name', `${x}/?token=abc&b=1`, `${x}/?token=[masked]&b=1`],
    ['a key in any spelling', `${x}/?API-Key=1&apiKey=2`, `${x}/?API-Key=[masked]&apiKey=[masked]`],
    ['a token by its looks', `${x}/?x=${token}`, `${x}/?x=[masked]`],
    ['a token in the path', `${x}/reset/${token}/now`, `${x}/reset/[masked]/now`],
    ['a JWT as a whole', `${x}/?x=${jwt}`, `${x}/?x=[masked]`],
    ['a JWT in the path', `${x}/v/${jwt}`, `${x}/v/[masked]`],
    ['a UUID', `${x}/o/123e4567-e89b-12d3-a456-426614174000`, `${x}/o/[masked]`],
    ['base64 with dashes', `${x}/i/Zm9v-YmFyYmF6-cXV4_cXV1eDEy-MzQ1Njc4`, `${x}/i/[masked]`],
    ['an e-mail address', `${x}/u/ann@mail.test/edit?to=bob@mail.test`, `${x}/u/[masked]/edit?to=[masked]`],
    ['an encoded e-mail address', `${x}/?q=ann%40mail.test&r=ann%2540mail.test`, `${x}/?q=[masked]&r=[masked]`],
    ['a card number', `${x}/pay/4111111111111111?n=4111+1111+1111+1111`, `${x}/pay/[masked]?n=[masked]`],
    ['a token in the hash', `${x}/#access_token=abc&state=1`, `${x}/#access_token=[masked]&state=1`],
    ['a route in the hash', `${x}/#/reset/${token}?key=1`, `${x}/#/reset/[masked]?key=[masked]`],
    ['an address within', `${x}/?next=${encodeURIComponent(`/in?token=abc`)}`, `${x}/?next=[masked]`],
    ['an unencoded address inside', `${x}/?next=/in?code=abc`, `${x}/?next=[masked]`],
    ['user and password', 'https://ann:pw@shop.test/a', 'https://shop.test/a'],
    ['all of a mailto link', 'mailto:ann@mail.test?subject=Hi&body=I am ill&cc=bob', 'mailto:[masked]'],
    ['the text of a message', 'sms:+4930123456?body=I am ill', 'sms:+4930123456[masked]'],
    ['the same as iOS has it', 'sms:+4930123456&body=I am ill', 'sms:+4930123456[masked]'],
    [
      'the same of a page',
      'https://wa.me/?body=ill&subject=Hi&cc=ann',
      'https://wa.me/?body=[masked]&subject=[masked]&cc=[masked]',
    ],
    ...[
      ...['user_code', 'device_code', 'userCode', 'share', 'share_id', 'sharing', 'magic', 'magic_link', 'magicLink'],
      ...['invite', 'invitation', 'invite_code', 'nonce', 'hash', 'h_hash', 'hashcode', 'digest', 'hmac', 'mac'],
      ...['reset', 'reset_link', 'reset-code', 'verify', 'verification', 'verificationCode', 'confirm', 'confirmation'],
      ...['activate', 'activation', 'recover', 'unsubscribe', 'otp', 'totp', 'tan', 'mfa', '2fa', 'puk', 'cvv', 'cvc'],
      ...['oobCode', 'oob', 'passcode', 'passphrase', 'passkey', 'pin_code', 'sign', 'signed', 'sig', 'openid.sig'],
      ...['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'X-Goog-Signature', 'Policy', 'Key-Pair-Id'],
      ...[
        'challenge',
        'code_challenge',
        'code_verifier',
        'assertion',
        'grant',
        'proof',
        'uidb64',
        'login',
        'bearer',
        'onetime',
        'one_time',
      ],
      ...['login_hint', 'username', 'g-recaptcha-response', 'captcha', 'join', 'join_code', 'access'],
      ...['last_name', 'firstname', 'birthday', 'dob', 'passport', 'preview_token', 'authCode'],
    ].map((name): Row => [`a parameter ${name}`, `${x}/?${name}=k3y9zz&a=1`, `${x}/?${name}=[masked]&a=1`]),
    ...[
      'reset',
      'invite',
      'invitation',
      'magic-link',
      'verify',
      'confirm',
      'activate',
      'unsubscribe',
      'share',
      'join',
    ].map(
      (name): Row => [
        `a short code behind /${name}/`,
        `${x}/${name}/k3y9zz/now#/${name}/k3y9zz`,
        `${x}/${name}/[masked]/now#/${name}/[masked]`,
      ],
    ),
    ['an encoded name', `${x}/?%74oken=abc&user%5Btoken%5D=d`, `${x}/?%74oken=[masked]&user%5Btoken%5D=[masked]`],
    ['a completely encoded pair', `${x}/?token%3Dabc`, `${x}/?[masked]`],
    ['a pair inside a value', `${x}/?q=token=abc&r=a=token=abc`, `${x}/?q=[masked]&r=[masked]`],
    ['an address inside, encoded twice', `${x}/?next=${twice('https://a.test/?token=abc')}`, `${x}/?next=[masked]`],
    ['an address in the path', `${x}/go/${encodeURIComponent('https://a.test/?token=abc')}`, `${x}/go/[masked]`],
    [
      'a card number with any separator',
      `${x}/?n=4111.1111.1111.1111&m=4111%20-%201111--1111%20%201111`,
      `${x}/?n=[masked]&m=[masked]`,
    ],
    ['an e-mail address of any script', `${x}/?e=ann@mail.t%C3%A4st`, `${x}/?e=[masked]`],
    [
      'parameters of a login',
      `${x}/?ticket=ST-1&SAMLResponse=a&_csrf=b&PHPSESSID=c&access_key=d&pass=e`,
      `${x}/?ticket=[masked]&SAMLResponse=[masked]&_csrf=[masked]&PHPSESSID=[masked]&access_key=[masked]&pass=[masked]`,
    ],
    ['mail and phone of a person', `${x}/?mail=a&tel=1&mobile=2`, `${x}/?mail=[masked]&tel=[masked]&mobile=[masked]`],
    ['the content of a data address', 'data:text/plain,ann is ill', 'data:[masked]'],
    ['the same in capitals', 'JavaScript:show("abc")', 'JavaScript:[masked]'],
    ['in a text of several lines', '/ann@mail.test\nbob@mail.test', '/[masked]'],
    ['in a path alone', `/reset/${token}`, '/reset/[masked]'],
  ])('%s', (_, url, clean) => {
    expect(scrubUrl(url)).toBe(clean);
    expect(scrubUrl(clean)).toBe(clean);
  });
});

describe('leaves', () => {
  test.each([
    [`${x}/p/10-best-teas-for-the-long-winter-of-2024?page=2&sort=price#reviews`],
    [`${x}/?utm_source=a@b.test&utm_campaign=${token}&gclid=${token}&fbclid=${token}&li_fat_id=${token}`],
    [`${x}/product/4006381333931?t=1700000000000&v=1.2.3`],
    [`${x}/@ann/lodash@4.17.21/file.js`],
    [`${x}/a%20b/%E4%BD%A0%E5%A5%BD/%zz?x=%zz&empty=&flag&=odd`],
    ['tel:+4930123456'],
    [`${x}/?next=${encodeURIComponent('/in?page=2&sort=a')}&filter=a%3Db&q=a=b`],
    [`${x}/?at=48.137154,11.576124&v=pkg@1.x-dev&monkey=2`],
    [
      `${x}/?page=2&sort=price&order=asc&q=green+tea&lang=en&tab=reviews&category=magic&size=42&color=red&variant=3&limit=20&offset=40&view=grid&filter=new&ref=home&id=17&from=2024-01-01&currency=EUR&country=DE&zoom=3&hashtag=tea&passengers=2&signup=1&title=x&type=b&status=open&year=2024&brand=own&coupon=SPRING&search=tea&s=tea&step=2&v=1&amount=9&quantity=2&lat=1&compass=n&design=flat&assign=me&machine=3&maceration=2`,
    ],
    [`${x}/share/summer-2024-news/join/us/reset/now/confirm/3/2024/verify/email`],
    [''],
    ['/'],
  ])('%s', (url) => {
    expect(scrubUrl(url)).toBe(url);
  });
});

describe('a very long address', () => {
  const parts = [
    'a',
    '1',
    'a@',
    '%40',
    'a-',
    '?a=',
    '%25',
    'A1',
    'reset/',
    'invite',
    '/',
    '4111 ',
    '&b=c@d.',
    '%',
    '=',
    ' ',
  ];

  test.each(parts)('of %j ends early, so that nothing takes long', (part) => {
    for (const start of [`${x}/`, '', '/', 'data:', `${x}/?q=`, `https://${part}`]) {
      expect(scrubUrl(start + part.repeat(1_000_000)).length).toBeLessThan(MAX_URL_LENGTH * 3);
    }
  });

  test('ends with a mask in the place of the part that was cut', () => {
    const long = 'ab/'.repeat(MAX_URL_LENGTH / 3);
    expect(scrubUrl(`${x}/${long}${'c'.repeat(99)}`)).toMatch(/ab\/\[masked\]$/);
    expect(scrubUrl(`${x}/?q=${'word+'.repeat(MAX_URL_LENGTH)}`)).toBe(`${x}/?q=[masked]`);
  });

  test('looks at a bounded number of characters', () => {
    let matched = 0;
    const { exec } = RegExp.prototype;
    const spy = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
      matched += text.length;
      return exec.call(this, text);
    });
    scrubUrl(`${x}/?q=${encodeURIComponent('/?a=b%26'.repeat(500_000))}`);
    spy.mockRestore();
    expect(matched).toBeLessThan(MAX_URL_LENGTH * 100);
  });
});
