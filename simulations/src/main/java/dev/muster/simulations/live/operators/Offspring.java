package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Creates what controllers make for the objects of their kind.
 *
 * <p>Names are numbers' words: a number that made an object is never used again for that owner, one
 * whose creation failed is the next to be used. So an attempt whose answer was lost cannot become a
 * second object, for the repetition has the same name.
 *
 * <p>A refusal is told once on the owner, and tried again by a single creation, ever later, for as
 * long as the owner asks for it.
 */
final class Offspring {
  /** Objects made at one look: however many are wanted, others get their turn. */
  private static final long BATCH = 200;

  private static final long FIRST_PAUSE = 1000;
  private static final long LONGEST_PAUSE = 60_000;
  private static final int CONFLICT = 409;

  private static final class Account {
    private final SortedSet<Long> free = new TreeSet<>();
    private long last;
    private String trouble = "";
    private long pause;
    private long retryAt;
  }

  private final Site site;
  private final Hand hand;
  private final WorkQueue queue;
  private final String reason;
  private final SortedMap<String, Account> accounts = new TreeMap<>();

  /** {@code reason} is that of the Events. */
  Offspring(Site site, Hand hand, WorkQueue queue, String reason) {
    this.site = site;
    this.hand = hand;
    this.queue = queue;
    this.reason = reason;
  }

  /** How many objects may be created for the owner at this look; if none, there will be another. */
  long room(Object owner) {
    Account account = account(owner);
    if (account.trouble.isEmpty()) {
      return BATCH;
    }
    long pause = account.retryAt - site.loop().monotonic();
    if (pause > 0) {
      queue.addAfter(pause, Key.of(owner));
      return 0;
    }
    return 1;
  }

  /** Creates an object for the owner. */
  void create(Object owner, Kind kind, Map<String, @Nullable Object> object) {
    hand.create(Key.of(owner), kind, object, answer -> took(owner, answer));
  }

  /** Creates a pod for the owner that is named by the next number. */
  void createPod(Object owner, LongFunction<Map<String, @Nullable Object>> podOf) {
    Account account = account(owner);
    long number = next(account);
    var pod = podOf.apply(number);
    while (site.world().get(Kind.POD, Key.of(pod)).isPresent()) {
      number = next(account);
      pod = podOf.apply(number);
    }
    long used = number;
    hand.create(
        Key.of(owner),
        Kind.POD,
        pod,
        answer -> {
          took(owner, answer);
          boolean exists =
              answer instanceof Answer.Done
                  || (answer instanceof Answer.Refused refused && refused.code() == CONFLICT);
          if (!exists) {
            account.free.add(used);
          }
        });
  }

  private static long next(Account account) {
    return account.free.isEmpty() ? ++account.last : account.free.removeFirst();
  }

  private void took(Object owner, Answer answer) {
    Account account = account(owner);
    Optional<String> refusal = refusal(answer);
    if (refusal.isEmpty()) {
      if (answer instanceof Answer.Done) {
        account.trouble = "";
        account.pause = 0;
      }
      return;
    }
    long now = site.loop().monotonic();
    if (!account.trouble.isEmpty() && account.retryAt > now) {
      return; // of the same look as one that was refused before
    }
    if (!account.trouble.equals(refusal.get())) {
      hand.tell(owner, "Warning", reason, refusal.get());
    }
    account.trouble = refusal.get();
    account.pause = account.pause == 0 ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * account.pause);
    account.retryAt = now + account.pause;
    queue.addAfter(account.pause, Key.of(owner));
  }

  /** What the server has against it, if it says so. */
  private static Optional<String> refusal(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> Optional.empty();
      case Answer.Refused refused -> Optional.of(refused.message());
      case Answer.Unknown unknown -> Optional.empty();
    };
  }

  void forget(Object owner) {
    accounts.remove(Trees.uid(owner));
  }

  private Account account(Object owner) {
    return accounts.computeIfAbsent(Trees.uid(owner), uid -> new Account());
  }
}
