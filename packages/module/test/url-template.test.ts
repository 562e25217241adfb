import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandUrl } from '../src/index.ts';

const CODE = { code: 'STATEFUN_URL_INVALID' };
const expand = (template: string, name: string) => expandUrl(template, name).url.href;

test('every {function.name} becomes the name', () => {
  assert.equal(expand('https://bar.foo.com/{function.name}', 'greeter'), 'https://bar.foo.com/greeter');
  assert.equal(expand('https://{function.name}/', 'greeter'), 'https://greeter/');
  assert.equal(
    expand('http://fn-{function.name}.svc:8000/{function.name}/v1?f={function.name}', 'a'),
    'http://fn-a.svc:8000/a/v1?f=a',
  );
});

test('a template without {function.name} is the same for all names', () => {
  assert.equal(expand('http://localhost:8000/statefun', 'a'), 'http://localhost:8000/statefun');
  assert.equal(expand('HTTP://[::1]:8000', '..'), 'http://[::1]:8000/');
});

test('names of the usual letters are not changed in a path', () => {
  assert.equal(expand('http://h/{function.name}', 'My_Func-1.v2~x'), 'http://h/My_Func-1.v2~x');
});

test('a name can not leave its segment of the path', () => {
  assert.equal(expand('http://h/{function.name}/x', 'a/b'), 'http://h/a%2Fb/x');
  assert.equal(expand('http://h/{function.name}', '../admin'), 'http://h/..%2Fadmin');
  assert.equal(expand('http://h/{function.name}', 'a?b#c'), 'http://h/a%3Fb%23c');
  assert.equal(expand('http://h/{function.name}', 'a\\b'), 'http://h/a%5Cb');
  assert.equal(expand('http://h/{function.name}', '%2e%2e'), 'http://h/%252e%252e');
  assert.equal(expand('http://h/{function.name}', '$&'), 'http://h/%24%26');
  for (const [template, name] of [
    ['http://h/a/{function.name}/b', '..'],
    ['http://h/a/{function.name}', '.'],
    ['http://h/a/.{function.name}', '.'],
    ['http://h/a/%2e{function.name}', '.'],
    ['http://h/{function.name}', ''],
    ['http://h/{function.name}', '\uD800'],
  ] as const) {
    assert.throws(() => expandUrl(template, name), CODE, `${template} ${name}`);
  }
});

test('a name can not add a parameter to the query', () => {
  assert.equal(expand('http://h/?f={function.name}&g=1', 'a&g=2'), 'http://h/?f=a%26g%3D2&g=1');
});

test('a name in the host must be a DNS label', () => {
  const template = 'https://{function.name}.example.com/';
  for (const name of [
    '',
    'a.b',
    'a/b',
    'evil.com/',
    'a@b',
    'a:1',
    'a_b',
    '-a',
    'a-',
    'a b',
    'ä',
    'x'.repeat(64),
    'a?',
    'a#',
    'a\\',
    '%61',
  ]) {
    assert.throws(() => expandUrl(template, name), CODE, name);
  }
  assert.equal(expandUrl(template, 'x'.repeat(63)).url.hostname, `${'x'.repeat(63)}.example.com`);
  assert.throws(() => expandUrl('https://fn-{function.name}/', 'x'.repeat(61)), CODE);
});

test('a name can not make an IP address of the host', () => {
  for (const name of ['2130706433', '0x7f000001', '127']) {
    assert.throws(() => expandUrl('http://{function.name}/', name), CODE, name);
  }
  assert.throws(() => expandUrl('http://10.0.0.{function.name}/', '1'), CODE);
  assert.equal(expand('http://{function.name}.example/', '127'), 'http://127.example/');
});

test('user information and a fragment are left out', () => {
  assert.equal(expand('http://user:secret@h/x#frag', 'a'), 'http://h/x');
});

test('what is no URL that can be called is refused, and the template is not quoted', () => {
  for (const template of [
    '',
    'greeter',
    '/statefun',
    'localhost:8000/x',
    'ftp://h/',
    'http://',
    'http:///x',
    'http:/h',
    'http://h:port/',
    'http://h:{function.name}/',
    'http://h:70000/',
    'http://a@b@c/',
    'http://h /',
    'http://h\\x/',
    'http://h/\u0000',
    'http://h/{function.namespace}',
    'http://h/{function.name',
    'http://h/}',
    '{function.name}://h/',
    'http://[::1/',
    'http://a<b/',
  ]) {
    assert.throws(
      () => expandUrl(template, 'greeter'),
      ({ code, message }: { code: string; message: string }) =>
        code === CODE.code && (template.length < 8 || !message.includes(template)),
      template,
    );
  }
});

const unix = (template: string, name = 'greeter') => {
  const { url, socketPath } = expandUrl(template, name);
  return [socketPath, url.href];
};

test('a Unix domain socket: its file ends with the first segment that ends with .sock, the rest is the path', () => {
  for (const [template, socketPath, rest] of [
    ['http+unix:///run/fn.sock', '/run/fn.sock', '/'],
    ['http+unix:///run/fn.sock/', '/run/fn.sock', '/'],
    ['http+unix:///run/fn.sock/statefun', '/run/fn.sock', '/statefun'],
    ['https+unix:///run/fn.sock/a/b.sock/c?d=e#f', '/run/fn.sock', '/a/b.sock/c?d=e'],
    ['HTTP+UNIX:///fn.sock/{function.name}', '/fn.sock', '/greeter'],
    ['http+unix:///run/{function.name}/fn-{function.name}.sock/x', '/run/greeter/fn-greeter.sock', '/x'],
    ['http+unix:///run/a%20b.sock', '/run/a b.sock', '/'],
  ] as const) {
    assert.deepEqual(unix(template), [socketPath, `http://unused${rest}`], template);
  }
});

test('a name can not point to another socket', () => {
  for (const [template, name] of [
    ['http+unix:///run/{function.name}/fn.sock', '..'],
    ['http+unix:///run/{function.name}/fn.sock', ''],
    ['http+unix:///run/.{function.name}/fn.sock', '.'],
    ['http+unix:///run/{function.name}.sock', '../docker'],
    ['http+unix:///run/{function.name}.sock', 'a\0'],
    ['http+unix:///run/{function.name}.sock', '\uD800'],
    ['http+unix:///run/{function.name}.sock', 'x'.repeat(100)],
  ] as const) {
    assert.throws(() => expandUrl(template, name), CODE, `${template} ${name}`);
  }
  assert.deepEqual(unix('http+unix:///run/{function.name}.sock/{function.name}', 'a%2F$&'), [
    '/run/a%2F$&.sock',
    'http://unused/a%252F%24%26',
  ]);
  assert.deepEqual(unix('http+unix:///run/{function.name}/fn.sock/x', 'a.sock')[0], '/run/a.sock/fn.sock');
});

test('a Unix domain socket that can not be one says why', () => {
  for (const [template, message] of [
    ['http+unix:///run/fn', /ends with \.sock/],
    ['http+unix:///run/{function.name}', /ends with \.sock/],
    ['http+unix://', /ends with \.sock/],
    ['http+unix://run/fn.sock', /three slashes/],
    ['http+unix://:80/fn.sock', /three slashes/],
    ['http+unix:///run/%zz.sock', /percent-encoded/],
    ['http+unix:///run/%00.sock', /percent-encoded/],
    [`http+unix:///${'x'.repeat(102)}.sock`, /more than the 107 bytes/],
  ] as const) {
    assert.throws(() => expandUrl(template, 'greeter'), { ...CODE, message }, template);
  }
});
