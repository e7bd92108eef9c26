package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who raised the term of the ledger last, and what those whom it succeeded still write. */
final class Succession {
  private final SortedMap<String, Long> termOf = new TreeMap<>();

  /** The highest term in which each object was written. */
  private final SortedMap<String, Long> writtenIn = new TreeMap<>();

  private final SortedMap<String, Long> attempts = new TreeMap<>();

  /** What the ledger held when the newest term began: decided before, so it may still be shown. */
  private final SortedMap<String, Long> inherited = new TreeMap<>();

  private long newest;

  /** Looks at a write of a scheduler; says what is wrong with it. */
  Optional<String> check(Change change, long attempt) {
    var kind = change.resource().kind();
    if (kind.equals("Cluster")) {
      return ledger(change);
    }
    if (kind.equals("Event") || change.type() == ChangeType.DELETED) {
      return Optional.empty();
    }
    var uid = Trees.uid(change.object());
    long term = termOf.getOrDefault(change.user(), 0L);
    if (change.type() == ChangeType.ADDED) {
      writtenIn.put(uid, term);
      return Optional.empty(); // a creation is bound to nothing, so it may come late
    }
    long before = writtenIn.merge(uid, term, Math::max);
    long known = attempts.getOrDefault(uid, 0L);
    attempts.put(uid, Math.max(known, attempt));
    var what =
        change.user() + " of term " + term + " wrote " + kind + " " + Trees.name(change.object());
    if (before > term) {
      return Optional.of(what + " after its successor of term " + before);
    }
    boolean decidedBefore = inherited.getOrDefault(uid, 0L) == attempt;
    if (attempt > known && term < newest && !decidedBefore && !keepsItsRoom(change)) {
      return Optional.of(what + " and admitted it, though term " + newest + " had begun");
    }
    return Optional.empty();
  }

  /** A gang that is set back goes on in the room that it has: nothing is given away anew. */
  private static boolean keepsItsRoom(Change change) {
    var before = change.before();
    return before != null
        && Trees.text(before, "status", "phase").equals("Resetting")
        && Trees.maps(before, "status", "admission", "podSets")
            .equals(Trees.maps(change.object(), "status", "admission", "podSets"));
  }

  /** Whether another one has raised the term since this one did. */
  boolean isDeposed(String user) {
    return termOf.containsKey(user) && termOf.getOrDefault(user, 0L) < newest;
  }

  private static SortedMap<String, Long> intents(@Nullable Object cluster) {
    var intents = new TreeMap<String, Long>();
    for (var intent : Trees.maps(cluster, "status", "ledger", "intents")) {
      intents.put(Trees.text(intent, "uid"), Trees.number(intent, 0, "epoch"));
    }
    return intents;
  }

  private Optional<String> ledger(Change change) {
    long term = Trees.number(change.object(), 0, "status", "ledger", "term");
    long own = termOf.getOrDefault(change.user(), 0L);
    if (term > newest) {
      newest = term;
      termOf.put(change.user(), term);
      inherited.clear();
      inherited.putAll(intents(change.object()));
      var before = intents(change.before());
      return before.entrySet().containsAll(inherited.entrySet())
          ? Optional.empty()
          : Optional.of(change.user() + " decided before it had raised the term to " + term);
    }
    return own == newest && term == newest
        ? Optional.empty()
        : Optional.of(
            "%s of term %d wrote the ledger of term %d".formatted(change.user(), own, newest));
  }
}
