package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.act.Appends.Entry;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.model.Cluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The admissions of this cluster that are decided and maybe not visible yet, in the status of its
 * Cluster object: the moment of admission.
 *
 * <p>Goals: two leaders can never both give away the same room; an admission that was decided is
 * either made true or known to be void, whoever comes after.
 *
 * <p>Algorithm: all admissions of a cycle are appended by one compare-and-swap (more than {@value
 * #MOST} by several). Only then are they written on their gangs. An entry leaves with the next
 * write once its gang's stored status shows it, or when it never will. Each leader raises the term
 * by compare-and-swap before anything else, which makes every later append of its predecessor a
 * conflict. A conflict of ours means that the plan was made on another ledger: its admissions are
 * void and decided again. A term above ours means that we are deposed; one below it, that somebody
 * deleted the object: the next write raises it again.
 */
final class Ledger {
  static final int MOST = 64;
  private static final Api.Ref REF = new Api.Ref(Kinds.CLUSTERS, "", Cluster.LOCAL);
  private static final long TIDY_MILLIS = 3_000;

  /**
   * Far above what leaders can reach. Such a term, or a greater one, was written by somebody else,
   * who left none to rise to: it is begun anew, as if the object had been deleted.
   */
  private static final long MOST_TERM = 1L << 53;

  private final Means means;
  private final Runnable onDeposed;
  private final Standing standing;
  private final Backoff backoff = new Backoff(Cluster.LOCAL);
  private final Appends appends = new Appends(MOST);
  private final LedgerPage page;
  private String version = "";
  private long term;
  private boolean writing;
  private boolean tidying;
  private boolean flushPosted;

  Ledger(Means means, Runnable onDeposed) {
    this.means = means;
    this.onDeposed = onDeposed;
    this.page = new LedgerPage(means.mirror());
    this.standing = new Standing(means.loop(), this::tidy);
  }

  /** What its object says to people; see there. */
  Standing standing() {
    return standing;
  }

  /** What was listed when the term was raised, and what was appended since. */
  List<Intent> listed() {
    return page.listed();
  }

  long term() {
    return term;
  }

  /** Reads the ledger, makes it if there is none, and raises its term; {@code then} gets it. */
  void takeOver(LongConsumer then) {
    means.api().get(REF, answer -> read(answer, then));
  }

  private void read(Answer answer, LongConsumer then) {
    switch (Result.of(answer)) {
      case DONE -> {
        take(((Answer.Done) answer).object());
        raise(term + 1, then);
      }
      case GONE -> make(() -> takeOver(then));
      case MOVED, LATER, UNCLEAR, INVALID, FORBIDDEN -> later(answer, () -> takeOver(then));
    }
  }

  private void raise(long next, LongConsumer then) {
    means
        .api()
        .patch(
            REF,
            "status",
            PatchType.MERGE,
            body(next, listed()),
            answer -> {
              if (Result.of(answer) == Result.DONE) {
                take(((Answer.Done) answer).object());
                backoff.reset();
                then.accept(term);
              } else {
                later(answer, () -> takeOver(then));
              }
            });
  }

  private void make(Runnable then) {
    means
        .api()
        .create(
            Kinds.CLUSTERS,
            "",
            Intents.emptyLedger(),
            answer -> {
              if (Result.of(answer) == Result.DONE || Result.of(answer) == Result.MOVED) {
                then.run();
              } else {
                later(answer, then);
              }
            });
  }

  private void later(Answer answer, Runnable again) {
    means.log().setback(Cluster.LOCAL, "ledger", answer);
    means.loop().after(backoff.next(Result.pause(answer)), again);
  }

  /** Appends with the others of this cycle; {@code then} hears whether it is listed. */
  void append(Intent intent, Consumer<Boolean> then) {
    appends.add(new Entry(intent, then));
    page.append(intent);
    means.mirror().intend(intent);
    if (!flushPosted) {
      flushPosted = true;
      means
          .loop()
          .post(() -> {
            flushPosted = false;
            flush();
          });
    }
  }

  /** Nothing is on its way for this gang any more: what it does not show now it never will. */
  void settled(String gangUid) {
    var intent = page.of(gangUid);
    if (intent.isPresent() && !appends.isWaiting(gangUid)) {
      if (!page.isShown(intent.get())) {
        page.abandon(intent.get());
        tell();
      }
      tidyLater();
    }
  }

  /**
   * What is listed, or about to be, of gangs that are not known now comes to nothing, though they
   * may come back: their room is free as soon as anybody looks at it.
   */
  void forsake() {
    if (page.forsake(appends.coming())) {
      tell();
      tidyLater();
    }
  }

  /** Takes out what needs not be listed any more, if there is anything to write. */
  void tidy() {
    if (writing) {
      tidyLater(); // what is being written may list still what is to be taken out
    } else if (appends.isEmpty() && (page.isUntidy() || standing.differs())) {
      write(List.of());
    }
  }

  private void tidyLater() {
    if (!tidying) {
      tidying = true;
      means
          .loop()
          .after(
              TIDY_MILLIS,
              () -> {
                tidying = false;
                tidy();
              });
    }
  }

  private void flush() {
    if (!writing && !appends.isEmpty()) {
      write(appends.next());
    }
  }

  /** Until it is known whether an append was done, its room is taken. */
  private void tell() {
    page.tell(appends.coming());
  }

  private void write(List<Entry> entries) {
    writing = true;
    appends.sent(entries);
    var intents = new LinkedHashMap<String, Intent>();
    page.kept().forEach(intent -> intents.put(intent.gangUid(), intent));
    entries.stream()
        .map(Entry::intent)
        .filter(intent -> !page.isAbandoned(intent))
        .forEach(intent -> intents.put(intent.gangUid(), intent));
    means
        .api()
        .ranked(Api.Rank.FIRST)
        .patch(
            REF,
            "status",
            PatchType.MERGE,
            body(term, List.copyOf(intents.values())),
            answer -> written(entries, answer));
  }

  private void written(List<Entry> entries, Answer answer) {
    switch (Result.of(answer)) {
      case DONE -> finish(((Answer.Done) answer).object(), entries);
      case MOVED -> lookAgain(entries);
      case GONE -> make(() -> lookAgain(entries));
      // A write whose answer was lost may come late: only another one, bound to the same version,
      // makes sure of it.
      case UNCLEAR, LATER, FORBIDDEN -> later(answer, () -> write(entries));
      case INVALID -> refused(entries, answer);
    }
  }

  /** One of them may be the reason: they are tried by fewer, until it stands alone. */
  private void refused(List<Entry> entries, Answer answer) {
    if (entries.isEmpty()) {
      later(answer, () -> write(entries));
      return;
    }
    writing = false;
    if (!appends.divide(entries)) {
      tell();
      later(answer, () -> entries.getFirst().then().accept(false));
    }
    flush();
  }

  /** Whether an append was done is told by what is listed, once no write of ours can come late. */
  private void lookAgain(List<Entry> entries) {
    means
        .api()
        .get(
            REF,
            answer -> {
              if (Result.of(answer) == Result.DONE) {
                finish(((Answer.Done) answer).object(), entries);
              } else {
                later(answer, () -> lookAgain(entries));
              }
            });
  }

  private void finish(Map<String, @Nullable Object> object, List<Entry> entries) {
    long ours = term;
    take(object);
    writing = false;
    appends.answered();
    backoff.reset();
    if (term > ours) {
      onDeposed.run();
      return;
    }
    tell();
    entries.forEach(entry -> entry.then().accept(page.counts(entry.intent())));
    flush();
  }

  private void take(Map<String, @Nullable Object> object) {
    version = Meta.of(object).version();
    var status = Trees.asObject(object.get("status"));
    standing.stored(status);
    var ledger = Trees.asObject(status.get("ledger"));
    long known = ledger.get("term") instanceof Long number ? number : 0;
    term = Math.max(term, known < MOST_TERM ? known : 0);
    page.read(Trees.asList(ledger.get("intents")));
  }

  private Map<String, @Nullable Object> body(long newTerm, List<Intent> intents) {
    var trees = intents.stream().map(Intents::toTree).toList();
    var ledger = Trees.map("term", newTerm, "size", (long) trees.size(), "intents", trees);
    var status = Trees.map("ledger", ledger);
    standing.addTo(status);
    return Trees.map("metadata", Trees.map("resourceVersion", version), "status", status);
  }
}
