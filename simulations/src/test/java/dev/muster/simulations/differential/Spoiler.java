package dev.muster.simulations.differential;

import dev.muster.simulations.Objects;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes a creation that is right for its kind wrong in ways that fit every kind. */
final class Spoiler {
  private static final List<String> CHANGES =
      List.of(
          "{apiVersion: other/v1}",
          "{apiVersion: v9}",
          "{kind: Other}",
          "{kind: null}",
          "{apiVersion: null}",
          "{kind: 5}",
          "{nonsense: 1}",
          "{spec: {nonsense: 1}}",
          "{metadata: {nonsense: 1}}",
          "{metadata: {name: Upper}}",
          "{metadata: {name: under_score}}",
          "{metadata: {name: '-dash'}}",
          "{metadata: {name: 'a b'}}",
          "{metadata: {name: a/b}}",
          "{metadata: {name: LONG}}",
          "{metadata: {name: ''}}",
          "{metadata: {name: null}}",
          "{metadata: {name: 7}}",
          "{metadata: {name: 'ünicode'}}",
          "{metadata: {namespace: other}}",
          "{metadata: {namespace: '{ns}'}}",
          "{metadata: {resourceVersion: '7'}}",
          "{metadata: {uid: given, generation: 7, creationTimestamp: '2020-01-01T00:00:00Z', selfLink: x}}",
          "{metadata: {deletionTimestamp: '2020-01-01T00:00:00Z'}}",
          "{metadata: {labels: {'bad key!': x}}}",
          "{metadata: {labels: {'/x': x}}}",
          "{metadata: {labels: {'Prefix/x': x}}}",
          "{metadata: {labels: {a: 'bad value!'}}}",
          "{metadata: {labels: {a: LONG}}}",
          "{metadata: {labels: {LONG: a}}}",
          "{metadata: {labels: [x]}}",
          "{metadata: {labels: {a: 5}}}",
          "{metadata: {annotations: {'': x}}}",
          "{metadata: {annotations: {Fine: 5}}}",
          "{metadata: {annotations: {'b a d': x}}}",
          "{metadata: {finalizers: [keep]}}",
          "{metadata: {finalizers: [example.com/keep]}}",
          "{metadata: {finalizers: ['bad one']}}",
          "{metadata: {generateName: x-}}",
          "{metadata: {generateName: Bad_, name: null}}",
          "{metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: o, uid: u}]}}",
          "{metadata: {ownerReferences: [{apiVersion: v1, kind: Pod, name: '', uid: ''}]}}",
          "{metadata: {ownerReferences: [{apiVersion: a/b/c, kind: Pod, name: x, uid: u}]}}",
          "{metadata: {ownerReferences: [{apiVersion: v1, kind: Event, name: x, uid: u}]}}",
          "{metadata: null}",
          "{metadata: 5}",
          "{spec: x}",
          "{spec: null}",
          "{status: {phase: Running}}");

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "[]",
          "5",
          "null",
          "\"text\"",
          "{}",
          "{\"a\":1}{\"b\":2}",
          "{\"kind\":}",
          "not json",
          "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}");

  private static final List<String> VALIDATIONS =
      List.of(
          "", "", "?fieldValidation=Strict", "?fieldValidation=Warn", "?fieldValidation=Ignore");

  private static final List<String> QUERIES =
      List.of(
          "?fieldValidation=Odd",
          "?dryRun=None",
          "?dryRun=All&dryRun=All",
          "?fieldManager=" + "m".repeat(200),
          "?pretty=true",
          "?unknown=1",
          "?fieldManager=b%01d");

  private final Random random;

  Spoiler(Random random) {
    this.random = random;
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  Step spoil(Subject subject, Map<String, @Nullable Object> body) {
    var kind = subject.kind();
    return switch (random.nextInt(10)) {
      case 0 -> {
        var text = any(BODIES);
        yield Step.send(
            "body '" + text + "' " + kind, "POST", subject.collection(), Step.JSON, text);
      }
      case 1 -> {
        var query = any(QUERIES);
        yield Step.send("query " + kind, "POST", subject.collection() + query, body);
      }
      case 2 -> {
        var twice = Objects.json(body).replaceFirst("\"kind\":", "\"kind\":\"Twice\",\"kind\":");
        yield Step.send(
            "doubled " + kind, "POST", subject.collection() + any(VALIDATIONS), Step.JSON, twice);
      }
      default -> {
        var change = any(CHANGES);
        var spoilt = Patch.merge(body, Objects.yaml(change.replace("LONG", "l".repeat(260))));
        yield Step.send(
            "create with " + change + " " + kind,
            "POST",
            subject.collection() + any(VALIDATIONS),
            spoilt);
      }
    };
  }
}
