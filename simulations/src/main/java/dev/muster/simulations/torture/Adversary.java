package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.client.Wire;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The network between one process and the API server: it loses, delays, doubles and refuses what
 * the {@link Weather} says, gives lists in pages as short as it likes, and may show those who ask
 * for no certain version what was a while ago. It never breaks what a server promises: a write is
 * done once or not at all, events of one kind come in their order, a list that is asked for
 * properly is complete and of one version.
 */
final class Adversary implements Wire {
  private static final Pending UNDER_WAY = () -> {};

  /** A request that is on its way may arrive so much later. */
  private static final int LATEST_MILLIS = 30_000;

  private static final Pattern LIMIT = Pattern.compile("([?&]limit=)(\\d+)");
  private static final Pattern SELECTOR = Pattern.compile("[?&]labelSelector=([^&]*)");
  private static final Pattern FROM = Pattern.compile("[?&]resourceVersion=(\\d+)");
  private static final Map<String, @Nullable Object> FORGOTTEN =
      Trees.object(
          "type",
          "ERROR",
          "object",
          Trees.object("kind", "Status", "code", 410L, "message", "too old resource version"));
  private static final int LONGEST_PAGE = 12;
  private static final int OLDEST_VERSIONS = 500;
  private static final int LONGEST_BEHIND_MILLIS = 15_000;

  private final Replica.Life life;
  private final World world;
  private final Weather weather;
  private final boolean counts;
  private final Wire wire;
  private final SplittableRandom random;

  /** The collections of which this process has had a list. */
  private final Set<String> listed = new TreeSet<>();

  /** Until when the server that gave a list of a while ago has no news of it either. */
  private final SortedMap<String, Long> behind = new TreeMap<>();

  /** From where each collection was watched last. */
  private final SortedMap<String, Long> reached = new TreeMap<>();

  /** {@code counts}: whether its writes are among those at which a process may be made to end. */
  Adversary(Replica.Life life, World world, boolean counts) {
    this.life = life;
    this.world = world;
    this.weather = world.weather();
    this.counts = counts;
    this.wire = new StoreWire(world.store(), world.loop(), life.identity());
    this.random = world.chances(life.replica() + counts);
  }

  private boolean strikes(Act act) {
    return weather.strikes(act, life.replica());
  }

  private void later(Runnable what) {
    long millis = weather.delay(Act.DELAY_CALLS, life.replica());
    if (millis == 0) {
      what.run();
    } else {
      world.loop().after(millis, what);
    }
  }

  @Override
  public Pending send(Call call, Bounds bounds, Consumer<Answer> then) {
    if (life.isEnded()) {
      return UNDER_WAY;
    }
    if (call.isWrite()) {
      boolean event = call.path().endsWith("/events");
      life.write(counts && !event, then, heard -> write(call, bounds, heard));
      return UNDER_WAY;
    }
    if (counts && call.path().indexOf('?') < 0) {
      world.truth().reads();
    }
    if (strikes(Act.LOSE_READS)) {
      lost(bounds.millis(), then);
    } else {
      pass(read(call), bounds, then);
    }
    return UNDER_WAY;
  }

  private void pass(Call call, Bounds bounds, Consumer<Answer> then) {
    later(() -> wire.send(call, bounds, answer -> later(() -> then.accept(answer))));
  }

  private void write(Call call, Bounds bounds, Consumer<Answer> then) {
    var gang = Ambush.gangOf(call.body());
    if (!gang.isEmpty() && strikes(Act.LATE_CREATES)) {
      lost(bounds.millis(), then);
      ambush(call, bounds, gang);
    } else if (strikes(Act.LOSE_REQUESTS)) {
      lost(bounds.millis(), then);
    } else if (strikes(Act.LOSE_ANSWERS)) {
      pass(call, bounds, unheard -> lost(bounds.millis(), then));
    } else if (strikes(Act.LATE_WRITES)) {
      lost(bounds.millis(), then);
      long late = random.nextInt(LATEST_MILLIS);
      world.loop().after(late, () -> pass(call, bounds, unheard -> {}));
    } else if (strikes(Act.ERRORS)) {
      refuse(then, 503, "ServiceUnavailable", 0);
    } else if (strikes(Act.DONE_ERRORS)) {
      pass(call, bounds, unheard -> refuse(then, 500, "InternalError", 0));
    } else if (strikes(Act.OVERLOAD)) {
      refuse(then, 429, "TooManyRequests", 1_000);
    } else if (strikes(Act.CONFLICTS)) {
      refuse(then, 409, "Conflict", 0);
    } else if (strikes(Act.FORBID)) {
      refuse(then, 403, "Forbidden", 0);
    } else {
      pass(call, bounds, then);
    }
  }

  /** It arrives at the worst moment, for which the user is so kind as to care. */
  private void ambush(Call call, Bounds bounds, String gang) {
    long mind = 200 + random.nextInt(2_000);
    world.changeMind(gang, mind, mind + 500 + random.nextInt(6_000));
    world.layAmbush(gang, LATEST_MILLIS, () -> wire.send(call, bounds, unheard -> {}));
  }

  /** Half of what is lost is never heard of; of the other half a broken connection tells. */
  private void lost(long millis, Consumer<Answer> then) {
    if (random.nextBoolean()) {
      var broken = new Answer.Unknown("connection reset");
      world.loop().after(random.nextLong(millis), () -> then.accept(broken));
    }
  }

  private void refuse(Consumer<Answer> then, int code, String reason, long pause) {
    var refused = new Answer.Refused(code, reason, "refused by the adversary", pause);
    world.loop().after(random.nextInt(LATEST_MILLIS / 3), () -> then.accept(refused));
  }

  private Call read(Call call) {
    var limit = LIMIT.matcher(call.path());
    if (!limit.find()) {
      return call;
    }
    var path = limit.replaceFirst("$1" + (1 + random.nextInt(LONGEST_PAGE)));
    if (path.contains("&continue=")) {
      return new Call(call.method(), path, "", null);
    }
    boolean any = path.contains("resourceVersion=0");
    var collection = collection(path);
    boolean again = !listed.add(collection);
    if (any || again && strikes(Act.OLD_LISTS)) {
      behind.put(collection, world.loop().monotonic() + random.nextInt(LONGEST_BEHIND_MILLIS));
      path = path.replace("&resourceVersion=0", "") + past();
    }
    return new Call(call.method(), path, "", null);
  }

  /** What is listed and watched: of one kind there are several, by what they select. */
  private static String collection(String path) {
    var selector = SELECTOR.matcher(path);
    var all = path.substring(0, path.indexOf('?'));
    return selector.find() ? all + " " + selector.group(1) : all;
  }

  /** A server that is behind answers with what it has. */
  private String past() {
    long version = Math.max(1, world.store().version() - random.nextInt(OLDEST_VERSIONS));
    return "&resourceVersion=" + version + "&resourceVersionMatch=Exact";
  }

  @Override
  public Stream watch(String path, Reader reader) {
    goesOn(path);
    var stream = new MeddledStream(world, life, reader, random.split());
    stream.silentUntil(behind.getOrDefault(collection(path), 0L));
    life.keep(stream);
    if (!life.isEnded() && strikes(Act.OLD_LISTS)) {
      life.post(() -> stream.message(FORGOTTEN));
    } else if (!life.isEnded()) {
      world.watching(stream.open(inner -> wire.watch(path, inner)));
    }
    return stream;
  }

  /** For a process time never goes back: not even if a server that is behind gave it a list. */
  private void goesOn(String path) {
    var from = FROM.matcher(path);
    if (from.find()) {
      long version = Long.parseLong(from.group(1));
      var collection = collection(path);
      long before = reached.merge(collection, version, Math::max);
      if (version < before) {
        world
            .truth()
            .violation(
                "BACK",
                "%s watches %s from version %d though it has seen %d"
                    .formatted(life.identity(), collection, version, before));
      }
    }
  }

  @Override
  public void close() {
    // The life that owns it ends its streams.
  }
}
