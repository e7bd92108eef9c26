package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.kube.watch.Mirror;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the ledger lists, as last read, and what of it needs to stay. Used by the ledger alone. */
final class LedgerPage {
  private final Mirror mirror;
  private final Map<String, Intent> listed = new LinkedHashMap<>();
  private final Set<Intent> abandoned = new LinkedHashSet<>();

  LedgerPage(Mirror mirror) {
    this.mirror = mirror;
  }

  List<Intent> listed() {
    return List.copyOf(listed.values());
  }

  Optional<Intent> of(String gangUid) {
    return Optional.ofNullable(listed.get(gangUid));
  }

  /** What was read. */
  void read(List<?> intents) {
    listed.clear();
    for (var intent : intents) {
      var read = Intents.parse(Trees.asObject(intent));
      listed.put(read.gangUid(), read);
    }
  }

  /** It will never come true: it leaves with the next write. */
  void abandon(Intent intent) {
    abandoned.add(intent);
  }

  /**
   * This is about to be listed. What was abandoned of its gang stays so, for others may have its
   * room by now, unless it is the very same.
   */
  void append(Intent intent) {
    abandoned.remove(intent);
  }

  /**
   * Abandons what is listed or {@code coming} of gangs that are not known; whether there was any
   * that was not abandoned yet.
   */
  boolean forsake(Collection<Intent> coming) {
    var lost = new ArrayList<Intent>();
    Stream.concat(listed.values().stream(), coming.stream())
        .filter(intent -> mirror.gang(intent.gangUid()).isEmpty() && !isAbandoned(intent))
        .forEach(lost::add);
    lost.forEach(this::abandon);
    return !lost.isEmpty();
  }

  /** Whether this is listed and may come true. */
  boolean counts(Intent intent) {
    return of(intent.gangUid()).filter(intent::equals).isPresent() && !isAbandoned(intent);
  }

  boolean isAbandoned(Intent intent) {
    return abandoned.contains(intent);
  }

  /** The mirror charges what is listed or {@code coming}, but for what the next write takes out. */
  void tell(Collection<Intent> coming) {
    abandoned.removeIf(one -> !one.equals(listed.get(one.gangUid())) && !coming.contains(one));
    var charged = new LinkedHashMap<>(listed);
    coming.forEach(intent -> charged.put(intent.gangUid(), intent));
    charged.values().removeIf(this::isAbandoned);
    var leaving =
        Stream.concat(listed.values().stream(), coming.stream())
            .filter(intent -> !intent.equals(charged.get(intent.gangUid())))
            .toList();
    mirror.intents(List.copyOf(charged.values()), leaving);
  }

  /** What the next write must list still. */
  List<Intent> kept() {
    var kept = new ArrayList<Intent>();
    for (var intent : listed.values()) {
      if (!isAbandoned(intent) && isKnown(intent) && !isShown(intent)) {
        kept.add(intent);
      }
    }
    return kept;
  }

  /** Whether there is something that needs not be listed any more. */
  boolean isUntidy() {
    return kept().size() < listed.size();
  }

  private boolean isKnown(Intent intent) {
    return mirror.gang(intent.gangUid()).isPresent();
  }

  /** Whether the gang's stored status shows it, or a later one. */
  boolean isShown(Intent intent) {
    return mirror.gang(intent.gangUid()).stream().anyMatch(gang -> intent.isShownBy(gang.stored()));
  }
}
