package dev.muster.simulations.differential;

import dev.muster.simulations.Objects;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes up stories; the same seed and number make the same story. */
final class Author {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final int LENGTH = 14;

  private final long seed;

  Author(long seed) {
    this.seed = seed;
  }

  Story story(long number) {
    var random = new Random(seed * 1_000_003 + number);
    var subject = Subjects.ALL.get((int) (number % Subjects.ALL.size()));
    var steps = new ArrayList<Step>();
    var chapter = new Chapter(subject, random);
    steps.add(chapter.create("a"));
    while (steps.size() < LENGTH) {
      steps.add(chapter.next(NAMES.get(random.nextInt(NAMES.size()))));
    }
    return new Story(number, steps);
  }

  /** What can be asked of one kind. */
  private static final class Chapter {
    private final Subject subject;
    private final Random random;
    private final Spoiler spoiler;

    /** Counts names that the servers make, so that both sort them alike. */
    private int generated;

    Chapter(Subject subject, Random random) {
      this.subject = subject;
      this.random = random;
      this.spoiler = new Spoiler(random);
    }

    private <T> T any(List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    private boolean chance(int percent) {
      return random.nextInt(100) < percent;
    }

    Step create(String name) {
      return Step.send(
          "create " + subject.kind(), "POST", subject.collection() + options(), body(name));
    }

    private String options() {
      return switch (random.nextInt(12)) {
        case 0 -> "?fieldValidation=Strict";
        case 1 -> "?fieldValidation=Warn";
        case 2 -> "?dryRun=All";
        case 3 -> "?fieldManager=tester";
        default -> "";
      };
    }

    private Map<String, @Nullable Object> body(String name) {
      var body = Trees.object("apiVersion", subject.apiVersion(), "kind", subject.kind());
      var metadata =
          Trees.object(
              "name", subject.name(name), "labels", Trees.object("story", "{t}", "name", name));
      if (chance(15)) {
        metadata.put("annotations", Trees.object("example.com/note", "x"));
      }
      body.put("metadata", metadata);
      body.putAll(
          Objects.yaml(
              any(subject.bodies())
                  .replace("PLURAL", name + "things")
                  .replace("KIND", "Thing" + name)));
      return body;
    }

    Step next(String name) {
      int dice = random.nextInt(100);
      if (dice < 12) {
        return create(name);
      } else if (dice < 24) {
        return spoiled(name);
      } else if (dice < 34) {
        return read(name);
      } else if (dice < 44) {
        return put(name);
      } else if (dice < 66) {
        return patch(name);
      } else if (dice < 74) {
        return status(name);
      } else if (dice < 84) {
        return delete(name);
      }
      return special(name);
    }

    private Step spoiled(String name) {
      if (chance(40)) {
        var body = Patch.merge(body(name), Objects.yaml(any(subject.wrong())));
        var how = any(List.of("", "", "?fieldValidation=Strict", "?fieldValidation=Warn"));
        return Step.send(
            "create wrong " + subject.kind(), "POST", subject.collection() + how, body);
      }
      return spoiler.spoil(subject, body(name));
    }

    private Step read(String name) {
      var kind = subject.kind();
      var own = subject.namespaced() ? "" : "&labelSelector=story={t}";
      return switch (random.nextInt(8)) {
        case 0, 1 -> Step.get("get " + kind, subject.path(name));
        case 2 -> Step.get("list " + kind, subject.collection() + "?limit=500" + own);
        case 3 -> Step.get("page " + kind, subject.collection() + "?limit=1" + own);
        case 4 ->
            Step.get(
                "next page " + kind, subject.collection() + "?limit=1&continue={continue}" + own);
        case 5 ->
            Step.get(
                "select labels " + kind,
                subject.collection() + "?labelSelector=" + any(Selectors.LABELS) + ",story={t}");
        case 6 ->
            Step.get(
                "select fields " + kind,
                subject.collection() + "?fieldSelector=" + any(Selectors.FIELDS) + own);
        default ->
            Step.get(
                "get at " + kind,
                subject.path(name) + "?resourceVersion=" + any(List.of("0", "x", "-1")));
      };
    }

    private Step put(String name) {
      var path = subject.path(name);
      var changes = identified(name, any(chance(75) ? subject.changes() : subject.wrong()));
      return switch (random.nextInt(6)) {
        case 0 ->
            Step.put("put old " + subject.kind(), path, "", version(changes, "{old:" + path + "}"));
        case 1 -> Step.put("put unversioned " + subject.kind(), path, "", version(changes, null));
        case 2 ->
            Step.send("put whole " + subject.kind(), "PUT", path, Patch.merge(body(name), changes));
        default -> Step.put("put " + subject.kind(), path, options(), changes);
      };
    }

    /** With what makes it an object even where none was seen yet. */
    private Map<String, @Nullable Object> identified(String name, String change) {
      var who = Trees.object("name", subject.name(name));
      var whole =
          Trees.object("apiVersion", subject.apiVersion(), "kind", subject.kind(), "metadata", who);
      return chance(90) ? Patch.merge(whole, Objects.yaml(change)) : Objects.yaml(change);
    }

    private static Map<String, @Nullable Object> version(
        Map<String, @Nullable Object> changes, @Nullable String version) {
      return Patch.merge(
          changes, Trees.object("metadata", Patch.withNull("resourceVersion", version)));
    }

    private Step patch(String name) {
      var path = subject.path(name);
      var change = any(chance(70) ? subject.changes() : subject.wrong());
      var kind = subject.kind();
      return switch (random.nextInt(7)) {
        case 0, 1 ->
            Step.send("merge " + kind, "PATCH", path + options(), Step.MERGE, json(change));
        case 2 ->
            Step.send("strategic " + kind, "PATCH", path + options(), Step.STRATEGIC, json(change));
        case 3 ->
            Step.send("json patch " + kind, "PATCH", path, Step.JSON_PATCH, any(JsonPatches.ALL));
        case 4 ->
            Step.send(
                "merge bound " + kind,
                "PATCH",
                path,
                Step.MERGE,
                Objects.json(
                    version(
                        Objects.yaml(change),
                        any(List.of("{rv:" + path + "}", "{old:" + path + "}")))));
        case 5 ->
            Step.send(
                "merge metadata " + kind, "PATCH", path, Step.MERGE, json(any(Selectors.METADATA)));
        default ->
            Step.send(
                "strategic metadata " + kind,
                "PATCH",
                path,
                Step.STRATEGIC,
                json(any(Selectors.METADATA)));
      };
    }

    private static String json(String yaml) {
      return Objects.json(Objects.yaml(yaml));
    }

    private Step status(String name) {
      var path = subject.path(name);
      boolean none = subject.statuses().isEmpty();
      var change = none ? "{status: {a: b}}" : any(subject.statuses());
      // With wrong types in what it ignores, the real server forgets who owns which fields.
      var beside = none ? change : subject.statuses().getFirst();
      return switch (random.nextInt(4)) {
        case 0 ->
            Step.put("put status " + subject.kind(), path, "/status", identified(name, change));
        case 1 -> Step.get("get status " + subject.kind(), path + "/status");
        case 2 ->
            Step.send(
                "merge beside status " + subject.kind(), "PATCH", path, Step.MERGE, json(beside));
        default ->
            Step.send(
                "merge status " + subject.kind(),
                "PATCH",
                path + "/status",
                Step.MERGE,
                json(change));
      };
    }

    private Step delete(String name) {
      var path = subject.path(name);
      var kind = subject.kind();
      return switch (random.nextInt(9)) {
        case 0 ->
            Step.send(
                "delete bound " + kind,
                "DELETE",
                path,
                Objects.yaml("{preconditions: {uid: '{uid:" + path + "}'}}"));
        case 1 ->
            Step.send(
                "delete bound to old " + kind,
                "DELETE",
                path,
                Objects.yaml("{preconditions: {resourceVersion: '{old:" + path + "}'}}"));
        case 2 ->
            Step.send(
                "delete bound to other " + kind,
                "DELETE",
                path,
                Objects.yaml("{preconditions: {uid: 12345678-1234-1234-1234-123456789abc}}"));
        case 3 ->
            Step.send(
                "delete foreground " + kind,
                "DELETE",
                path + "?propagationPolicy=Foreground",
                Objects.yaml("{}"));
        case 4 ->
            Step.send(
                "delete policy " + kind,
                "DELETE",
                path,
                Objects.yaml(
                    "{propagationPolicy: "
                        + any(List.of("Orphan", "Background", "Sideways"))
                        + "}"));
        case 5 ->
            Step.send(
                "delete grace " + kind,
                "DELETE",
                path + "?gracePeriodSeconds=" + any(List.of("0", "5", "-1", "x")),
                Objects.yaml("{}"));
        case 6 ->
            Step.send("delete dry " + kind, "DELETE", path + "?dryRun=All", Objects.yaml("{}"));
        case 7 ->
            Step.send(
                "delete collection " + kind,
                "DELETE",
                subject.collection() + "?labelSelector=story={t},name=" + name,
                Objects.yaml("{}"));
        default -> Step.send("delete " + kind, "DELETE", path, Objects.yaml("{}"));
      };
    }

    private Step special(String name) {
      var path = subject.path(name);
      var kind = subject.kind();
      return switch (random.nextInt(12)) {
        case 0 -> Step.get("scale " + kind, path + "/scale");
        case 1 ->
            Step.send(
                "set scale " + kind,
                "PATCH",
                path + "/scale",
                Step.MERGE,
                json(
                    any(
                        List.of(
                            "{spec: {replicas: 4}}",
                            "{spec: {replicas: -1}}",
                            "{spec: {replicas: x}}"))));
        case 2 ->
            Step.send(
                "bind " + kind,
                "POST",
                path + "/binding",
                Objects.yaml(
                    "{apiVersion: v1, kind: Binding, metadata: {name: "
                        + name
                        + "}, target: {kind: Node, name: "
                        + any(List.of("n1", "n2", "''"))
                        + "}}"));
        case 3 ->
            Step.send(
                "evict " + kind,
                "POST",
                path + "/eviction",
                Objects.yaml(
                    "{apiVersion: policy/v1, kind: Eviction, metadata: {name: " + name + "}}"));
        case 4 ->
            Step.send(
                "method " + kind,
                any(List.of("PUT", "POST", "PATCH")),
                any(List.of(path, subject.collection())),
                Step.JSON,
                Objects.json(body(name)));
        case 5 ->
            Step.get(
                "watch " + kind,
                subject.collection()
                    + "?watch=1&timeoutSeconds=1&resourceVersion={old:"
                    + subject.path("a")
                    + "}&labelSelector=story={t}");
        case 6 ->
            Step.send(
                "body type " + kind,
                "POST",
                subject.collection(),
                any(
                    List.of(
                        "text/plain",
                        "application/yaml",
                        "application/xml",
                        "application/merge-patch+json")),
                Objects.json(body(name)));
        default ->
            Step.send(
                "generate " + kind,
                "POST",
                subject.collection(),
                Patch.merge(
                    body(name),
                    Objects.yaml(
                        "{metadata: {name: null, generateName: '{t}-gen-" + ++generated + "-'}}")));
      };
    }
  }

  /** Whole numbers up to {@code count} as stories. */
  List<Story> stories(int count) {
    var stories = new ArrayList<Story>();
    for (int i = 0; i < count; i++) {
      stories.add(story(i));
    }
    return stories;
  }
}
