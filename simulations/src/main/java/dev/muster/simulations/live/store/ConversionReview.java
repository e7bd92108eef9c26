package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code apiextensions.k8s.io/v1} ConversionReview: how it asks, and what its answer means. Of
 * the metadata, only labels and annotations are the webhook's to change.
 */
final class ConversionReview {
  private static final String VERSION = "apiextensions.k8s.io/v1";
  private static final String KIND = "ConversionReview";

  /** One object that is wanted in another version. */
  record Question(String desired, Map<String, @Nullable Object> object) {
    String subject() {
      return "conversion webhook for "
          + kindOf(Trees.text(object.get("apiVersion")), Trees.text(object.get("kind")));
    }
  }

  /** What came of a question. */
  sealed interface Result {
    record Converted(Map<String, @Nullable Object> object) implements Result {}

    /** {@code problem} is all that a client is told. */
    record Failed(String problem) implements Result {}
  }

  /** A problem of the whole answer, or of one object in it. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  private ConversionReview() {}

  private static String kindOf(String apiVersion, String kind) {
    return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind=" + kind;
  }

  /** Asks for all of these, which are wanted in the same version. */
  static Map<String, @Nullable Object> body(String uid, List<Question> questions) {
    var objects = new ArrayList<@Nullable Object>();
    questions.forEach(question -> objects.add(question.object()));
    var request =
        Trees.of(
            "uid",
            uid,
            "desiredAPIVersion",
            questions.getFirst().desired(),
            "objects",
            Trees.frozen(objects));
    return Trees.of("kind", KIND, "apiVersion", VERSION, "request", request);
  }

  /** What the outcome of the call means for each of the questions, in their order. */
  static Map<Question, Result> results(
      Conversion conversion, String uid, List<Question> questions, Callout.Outcome outcome) {
    var results = new LinkedHashMap<Question, Result>();
    try {
      var converted = converted(uid, outcome);
      for (int i = 0; i < questions.size(); i++) {
        var question = questions.get(i);
        results.put(
            question,
            converted.size() == questions.size()
                ? result(conversion, question, converted.get(i))
                : new Result.Failed(
                    "%s returned %d objects, expected %d"
                        .formatted(question.subject(), converted.size(), questions.size())));
      }
    } catch (Unusable failed) {
      for (var question : questions) {
        results.put(
            question, new Result.Failed(question.subject() + " failed: " + failed.getMessage()));
      }
    }
    return results;
  }

  private static List<@Nullable Object> converted(String uid, Callout.Outcome outcome)
      throws Unusable {
    return switch (outcome) {
      case Callout.Outcome.Failed failed -> throw new Unusable(failed.problem());
      case Callout.Outcome.Answered answered -> converted(uid, answered.body());
    };
  }

  private static List<@Nullable Object> converted(String uid, @Nullable Object answer)
      throws Unusable {
    var version = Trees.textAt(answer, "apiVersion");
    var kind = Trees.textAt(answer, "kind");
    if (!version.equals(VERSION) || !kind.equals(KIND)) {
      throw new Unusable(
          "expected webhook response of %s, got %s"
              .formatted(kindOf(VERSION, KIND), kindOf(version, kind)));
    }
    if (!(Trees.at(answer, "response") instanceof Map<?, ?> response)) {
      throw new Unusable("no response provided");
    }
    var echoed = Trees.textAt(response, "uid");
    if (!echoed.equals(uid)) {
      throw new Unusable("expected response.uid=\"%s\", got \"%s\"".formatted(uid, echoed));
    }
    var status = Trees.textAt(response, "result", "status");
    if (!status.equals("Success")) {
      var message = Trees.textAt(response, "result", "message");
      throw new Unusable(
          message.isEmpty()
              ? "response.result.status was '%s', not 'Success'".formatted(status)
              : message);
    }
    return Trees.listAt(response, "convertedObjects");
  }

  private static Result result(
      Conversion conversion, Question question, @Nullable Object converted) {
    var subject = question.subject() + " returned invalid ";
    try {
      var object = Bodies.admitObject(converted);
      checkKind(question, object);
      checkIdentity(question.object(), object);
      var restored = Metadata.ordered(restored(question.object(), object));
      var schema = conversion.schemas().get(question.desired());
      return new Result.Converted(
          schema == null ? restored : Pruning.prune(schema, restored, new ArrayList<>()));
    } catch (Unusable invalid) {
      return new Result.Failed(subject + invalid.getMessage());
    } catch (Refusal unreadable) {
      return new Result.Failed(subject + "object: " + unreadable.getMessage());
    }
  }

  private static void checkKind(Question question, Map<String, @Nullable Object> object)
      throws Unusable {
    var version = Trees.text(object.get("apiVersion"));
    if (!version.equals(question.desired())) {
      throw new Unusable(
          "object at index 0: invalid groupVersion (expected %s, received %s)"
              .formatted(question.desired(), version));
    }
    var kind = Trees.text(object.get("kind"));
    var expected = Trees.text(question.object().get("kind"));
    if (!kind.equals(expected)) {
      throw new Unusable(
          "object at index 0: invalid kind (expected %s, received %s)".formatted(expected, kind));
    }
  }

  private static void checkIdentity(
      Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) throws Unusable {
    for (var field : List.of("name", "namespace", "UID")) {
      var path = field.equals("UID") ? "uid" : field;
      var expected = Trees.textAt(before, "metadata", path);
      var received = Trees.textAt(after, "metadata", path);
      if (!expected.equals(received)) {
        throw new Unusable(
            "object: must have the same %s: %s != %s".formatted(field, expected, received));
      }
    }
  }

  /** The converted object under the metadata of the original, but for labels and annotations. */
  private static Map<String, @Nullable Object> restored(
      Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) throws Unusable {
    if (!after.containsKey("metadata")) {
      throw new Unusable("metadata: missing metadata in converted object");
    }
    var metadata = Trees.objectAt(before, "metadata");
    for (var field : List.of("labels", "annotations")) {
      var given = Trees.at(after, "metadata", field);
      checkTexts(field, given);
      metadata = Trees.putOrRemove(metadata, given, field);
    }
    return Trees.put(after, metadata, "metadata");
  }

  private static void checkTexts(String field, @Nullable Object given) throws Unusable {
    if (given != null && !(given instanceof Map<?, ?>)) {
      throw new Unusable("metadata: invalid metadata.%s in converted object".formatted(field));
    }
    for (var entry : Trees.object(given).entrySet()) {
      if (!(entry.getValue() instanceof String)) {
        throw new Unusable(
            "metadata: metadata.%s[%s] must be a string in converted object"
                .formatted(field, entry.getKey()));
      }
    }
  }
}
