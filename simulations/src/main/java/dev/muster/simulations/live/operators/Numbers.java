package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Response;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Numbers for the pods of each owner, which make their names: one that was used is never used
 * again, so no name is; one whose creation was refused is.
 */
final class Numbers {
  private final SortedMap<String, Long> last = new TreeMap<>();

  /** Creates with the next number that is not taken, by this process or by one before it. */
  Optional<Response.Failure> create(
      Object owner, LongFunction<Optional<Response.Failure>> creation) {
    long number = last.getOrDefault(Trees.uid(owner), 0L) + 1;
    var refused = creation.apply(number);
    while (refused.filter(Numbers::taken).isPresent()) {
      number++;
      refused = creation.apply(number);
    }
    last.put(Trees.uid(owner), refused.isEmpty() ? number : number - 1);
    return refused;
  }

  private static boolean taken(Response.Failure failure) {
    return failure.reason().equals("AlreadyExists");
  }

  void forget(Object owner) {
    last.remove(Trees.uid(owner));
  }
}
