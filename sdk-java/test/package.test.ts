// What is published, used as a user would: built, installed into an empty repository, and taken from there by a project
// that has nothing else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const SDK = join(import.meta.dirname, '..');
const VERSION = '0.1.0';
const PUBLISHED = ['', '-testing', '-servlet', '-lambda'].map((suffix) => `statefun-sdk-java${suffix}`);

const folder = mkdtempSync(join(tmpdir(), 'statefun-sdk-java-'));
const repository = join(folder, 'repository');
after(() => rmSync(folder, { recursive: true }));

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Maven with the empty repository. Plugins it looks for in the user's own one first, since they are many. */
const maven = (...args: string[]): string =>
  run('mvn', '-q', '-B', '-s', join(folder, 'settings.xml'), `-Dmaven.repo.local=${repository}`, ...args);

const settings = (): string => {
  const repositoryOf = (tag: string): string =>
    `<${tag}><id>own</id><url>${pathToFileURL(join(homedir(), '.m2/repository')).href}</url></${tag}>`;
  return `<settings><profiles><profile><id>own</id>
    <repositories>${repositoryOf('repository')}</repositories>
    <pluginRepositories>${repositoryOf('pluginRepository')}</pluginRepositories>
  </profile></profiles><activeProfiles><activeProfile>own</activeProfile></activeProfiles></settings>`;
};

before(() => {
  writeFileSync(join(folder, 'settings.xml'), settings());
  maven('-f', join(SDK, 'pom.xml'), '-DskipTests', '-pl', 'core,testing,servlet,lambda', '-am', 'install');
});

const installed = (artifact: string): string => join(repository, 'dev/statefun', artifact, VERSION);

test('each artifact is there with its sources, its documentation and a description', () => {
  for (const artifact of PUBLISHED) {
    const files = readdirSync(installed(artifact));
    for (const kind of ['.jar', '-sources.jar', '-javadoc.jar', '.pom']) {
      assert.ok(files.includes(`${artifact}-${VERSION}${kind}`), `${artifact}: ${kind}`);
    }
    const pom = readFileSync(join(installed(artifact), `${artifact}-${VERSION}.pom`), 'utf8');
    assert.match(pom, /<name>.+<\/name>[^]*<description>.+<\/description>/);
  }
  const listed = run(
    'jar',
    'tf',
    join(installed('statefun-sdk-java'), `statefun-sdk-java-${VERSION}-javadoc.jar`),
  );
  assert.match(listed, /dev\/statefun\/sdk\/java\/StatefulFunctions\.html/);
  assert.doesNotMatch(listed, /internal/);
});

test('the parent says what Maven Central wants to know', () => {
  const parent = 'statefun-sdk-java-parent';
  const pom = readFileSync(join(installed(parent), `${parent}-${VERSION}.pom`), 'utf8');
  for (const element of ['name', 'description', 'url', 'licenses', 'developers', 'scm']) {
    assert.match(pom, new RegExp(`<${element}[\\s>]`));
  }
});

test('what is for this project alone is not installed', () => {
  assert.deepEqual(
    readdirSync(join(repository, 'dev/statefun')).toSorted(),
    [...PUBLISHED, 'statefun-sdk-java-parent'].toSorted(),
  );
});

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>app</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>dev.statefun</groupId><artifactId>statefun-sdk-java</artifactId><version>${VERSION}</version>
    </dependency>
  </dependencies>
  <build><plugins>
    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin>
    <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.2.5</version></plugin>
    <plugin><artifactId>maven-jar-plugin</artifactId><version>3.4.1</version></plugin>
    <plugin>
      <artifactId>maven-dependency-plugin</artifactId><version>3.6.1</version>
      <executions><execution><phase>package</phase><goals><goal>copy-dependencies</goal></goals></execution></executions>
    </plugin>
  </plugins></build>
</project>`;

const MODULE = 'module app { requires dev.statefun.sdk.java; }';

const MAIN = `package app;

import dev.statefun.sdk.java.*;
import dev.statefun.sdk.java.slice.Slices;
import java.util.HexFormat;

public final class Main {
  public static void main(String[] args) {
    ValueSpec<Integer> visits = ValueSpec.named("visits").withIntType();
    StatefulFunctionSpec spec =
        StatefulFunctionSpec.builder(TypeName.typeNameOf("example", "a"))
            .withValueSpec(visits)
            .withSupplier(() -> (context, message) -> {
              context.storage().set(visits, 7);
              return context.done();
            })
            .build();
    byte[] request = HexFormat.of().parseHex(args[0]);
    var reply = new StatefulFunctions().withStatefulFunction(spec).requestReplyHandler().handle(Slices.wrap(request));
    System.out.println(HexFormat.of().formatHex(reply.join().toByteArray()));
  }
}`;

/** A message of the type a/b to example/a, whose state has no value; and the same of a runtime that doesn't know the state. */
const REQUEST = 'a206230a0c0a076578616d706c6512016112080a067669736974731a0912070a03612f621001';
const REQUEST_WITHOUT_STATE = 'a206190a0c0a076578616d706c651201611a0912070a03612f621001';

test('an empty project takes it from there, with nothing besides, and calls a function as a module', () => {
  const app = join(folder, 'app');
  const sources = join(app, 'src/main/java/app');
  mkdirSync(sources, { recursive: true });
  writeFileSync(join(app, 'pom.xml'), POM);
  writeFileSync(join(app, 'src/main/java/module-info.java'), MODULE);
  writeFileSync(join(sources, 'Main.java'), MAIN);
  maven('-f', join(app, 'pom.xml'), 'package');
  const dependencies = join(app, 'target/dependency');
  assert.deepEqual(readdirSync(dependencies), [`statefun-sdk-java-${VERSION}.jar`]);
  const path = `${join(app, 'target/classes')}:${dependencies}`;
  const call = (request: string): string => run('java', '-p', path, '-m', 'app/app.Main', request).trim();
  // First it asks for the state, then it sets it.
  assert.match(call(REQUEST_WITHOUT_STATE), /^aa06.*766973697473/);
  assert.match(call(REQUEST), /^a206.*766973697473.*0d07000000$/);
});
