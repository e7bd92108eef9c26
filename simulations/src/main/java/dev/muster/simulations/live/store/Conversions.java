package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.ConversionReview.Question;
import dev.muster.simulations.live.store.ConversionReview.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has objects converted by the webhooks of their kinds. A submitted request is broken off and
 * decided again with the answer; a watch is called back. What was converted is remembered for as
 * long as there is room, and a webhook is not asked twice at a time by watches about the same
 * object. Objects are shown to webhooks without their resourceVersion, as they are stored.
 */
final class Conversions {
  private static final int REMEMBERED = 10_000;
  private static final int MOST_AT_ONCE = 100;
  private static final long BYTES_AT_ONCE = Bodies.LARGEST / 4;

  private final Present present;
  private final Supplier<String> uids;
  private final Supplier<Callout> callout;
  private final LinkedHashMap<Question, Result.Converted> known =
      new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<Question, List<Wanted>> open = new LinkedHashMap<>();
  private long epoch;

  Conversions(Present present, Supplier<String> uids, Supplier<Callout> callout) {
    this.present = present;
    this.uids = uids;
    this.callout = callout;
  }

  /** What a watch waits for. */
  private static final class Wanted {
    private final Map<Question, Result> results = new LinkedHashMap<>();
    private final Consumer<Map<Question, Result>> then;
    private int missing;

    Wanted(Consumer<Map<Question, Result>> then) {
      this.then = then;
    }
  }

  /** A webhook may answer otherwise from now on. */
  void forget() {
    known.clear();
    epoch++;
  }

  /** The object in that version; for a request outright only if it is known already. */
  Map<String, @Nullable Object> convert(
      Conversion conversion, ResourceType type, Map<String, @Nullable Object> object) {
    var question = question(type, object);
    var result = answer(question);
    if (result == null) {
      throw new Submission.Waiting(asks(conversion, submission(question), List.of(question)));
    }
    return shown(result, object);
  }

  /** Breaks the submission off until all of these are known in that version. */
  void prepare(
      Conversion conversion, ResourceType type, List<Map<String, @Nullable Object>> objects) {
    var missing = new LinkedHashSet<Question>();
    for (var object : objects) {
      if (!type.apiVersion().equals(object.get("apiVersion"))) {
        var question = question(type, object);
        if (answer(question) == null) {
          missing.add(question);
        }
      }
    }
    if (!missing.isEmpty()) {
      var submission = submission(missing.getFirst());
      throw new Submission.Waiting(asks(conversion, submission, List.copyOf(missing)));
    }
  }

  boolean knows(ResourceType type, Map<String, @Nullable Object> object) {
    return known.containsKey(question(type, object));
  }

  private static Question question(ResourceType type, Map<String, @Nullable Object> object) {
    return new Question(type.apiVersion(), Trees.remove(object, "metadata", "resourceVersion"));
  }

  private @Nullable Result answer(Question question) {
    var submission = present.submission();
    var own = submission == null ? null : submission.conversion(question);
    return own == null ? known.get(question) : own;
  }

  private Submission submission(Question question) {
    var submission = present.submission();
    if (submission == null) {
      throw Statuses.failed(question.subject() + " failed: this request calls no webhooks");
    }
    return submission;
  }

  private static Map<String, @Nullable Object> shown(
      Result result, Map<String, @Nullable Object> object) {
    return switch (result) {
      case Result.Converted converted ->
          Trees.putOrRemove(
              converted.object(),
              Trees.at(object, "metadata", "resourceVersion"),
              "metadata",
              "resourceVersion");
      case Result.Failed failed -> throw Statuses.failed(failed.problem());
    };
  }

  private List<Submission.Ask> asks(
      Conversion conversion, Submission submission, List<Question> questions) {
    submission.countConversion();
    var asks = new ArrayList<Submission.Ask>();
    for (var chunk : chunks(questions)) {
      asks.add(ask(conversion, chunk, submission::learn));
    }
    return asks;
  }

  private Submission.Ask ask(
      Conversion conversion, List<Question> questions, Consumer<Map<Question, Result>> then) {
    var uid = uids.get();
    long asked = epoch;
    return new Submission.Ask(
        conversion.target(),
        ConversionReview.body(uid, questions),
        outcome -> {
          var results = ConversionReview.results(conversion, uid, questions, outcome);
          if (asked == epoch) {
            remember(results);
          }
          then.accept(results);
        });
  }

  private void remember(Map<Question, Result> results) {
    results.forEach((question, result) -> {
      if (result instanceof Result.Converted converted) {
        known.put(question, converted);
      }
    });
    while (known.size() > REMEMBERED) {
      known.pollFirstEntry();
    }
  }

  /** So many at once that neither question nor answer is larger than a body may be. */
  private static List<List<Question>> chunks(List<Question> questions) {
    var chunks = new ArrayList<List<Question>>();
    var chunk = new ArrayList<Question>();
    long bytes = 0;
    for (var question : questions) {
      long size = Bodies.measure(question.object());
      if (!chunk.isEmpty() && (chunk.size() == MOST_AT_ONCE || bytes + size > BYTES_AT_ONCE)) {
        chunks.add(List.copyOf(chunk));
        chunk.clear();
        bytes = 0;
      }
      chunk.add(question);
      bytes += size;
    }
    chunks.add(List.copyOf(chunk));
    return chunks;
  }

  /** Has all of these converted; what came of them is told once, inside this call or later. */
  void resolve(
      Conversion conversion,
      ResourceType type,
      List<Map<String, @Nullable Object>> objects,
      Consumer<Map<Question, Result>> then) {
    var wanted = new Wanted(then);
    var fresh = new LinkedHashSet<Question>();
    for (var object : objects) {
      want(question(type, object), wanted, fresh);
    }
    if (wanted.missing == 0) {
      then.accept(wanted.results);
    }
    if (!fresh.isEmpty()) {
      for (var chunk : chunks(List.copyOf(fresh))) {
        var ask = ask(conversion, chunk, this::tell);
        callout.get().call(ask.target(), ask.body(), ask.learn());
      }
    }
  }

  private void want(Question question, Wanted wanted, LinkedHashSet<Question> fresh) {
    var result = known.get(question);
    if (result != null) {
      wanted.results.put(question, result);
      return;
    }
    if (fresh.contains(question)) {
      return;
    }
    var waiting = open.get(question);
    if (waiting == null) {
      waiting = new ArrayList<>();
      open.put(question, waiting);
      fresh.add(question);
    }
    if (!waiting.contains(wanted)) {
      waiting.add(wanted);
      wanted.missing++;
    }
  }

  /** A watch that throws does not keep the others from being told. */
  private void tell(Map<Question, Result> results) {
    var complete = new ArrayList<Wanted>();
    results.forEach((question, result) -> {
      for (var wanted : Optional.ofNullable(open.remove(question)).orElse(List.of())) {
        wanted.results.put(question, result);
        wanted.missing--;
        if (wanted.missing == 0) {
          complete.add(wanted);
        }
      }
    });
    @Nullable RuntimeException first = null;
    for (var wanted : complete) {
      try {
        wanted.then.accept(wanted.results);
      } catch (RuntimeException failure) {
        first = first == null ? failure : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** What a watch shows of an object that it had resolved. */
  static Map<String, @Nullable Object> shown(
      Map<Question, Result> results, ResourceType type, Map<String, @Nullable Object> object) {
    var result = results.get(question(type, object));
    return result == null ? object : shown(result, object);
  }
}
