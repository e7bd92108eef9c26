package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Gang;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The kinds of wrapped objects that gangs say are done by a condition: seen at once if they are
 * watched. Those of too many kinds, or of one that must not be listed, are looked at now and then.
 */
final class Awaited {
  /** Kinds are watched for ever: so many at most, though anybody may ask for any. */
  private static final int MOST = 32;

  private final Set<Kinds.ChildKind> kinds = new LinkedHashSet<>();

  void of(Gang.Spec spec) {
    spec.byMcad()
        .ifPresent(mcad -> {
          for (int i = 0; i < spec.objects().size() && kinds.size() < MOST; i++) {
            var wrapped = spec.objects().get(i);
            if (mcad.tellsCompletion(i)
                && Kinds.isToBeAwaited(wrapped.apiVersion(), wrapped.kind())) {
              kinds.add(new Kinds.ChildKind(wrapped.apiVersion(), wrapped.kind(), ""));
            }
          }
        });
  }

  Collection<Kinds.ChildKind> kinds() {
    return kinds;
  }
}
