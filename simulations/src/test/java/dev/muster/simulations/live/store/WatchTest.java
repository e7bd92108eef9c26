package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WatchTest {
  private final Fixture cluster = new Fixture();
  private final List<String> seen = new ArrayList<>();

  private Optional<Subscription> watch(String kind, Options options) {
    return cluster.store.watch(
        cluster.type(kind), cluster.namespaceOf(kind), options, change -> seen.add(word(change)));
  }

  private static String word(Change change) {
    return change.type() + " " + Trees.textAt(change.object(), "metadata", "name");
  }

  @Test
  void watchWithoutVersionBeginsWithThePresentObjects() {
    cluster.create("configmaps", Fixture.configMap("b", "1"));
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    watch("configmaps", Options.NONE);
    cluster.create("configmaps", Fixture.configMap("c", "1"));
    assertThat(seen).containsExactly("ADDED a", "ADDED b", "ADDED c");
  }

  @Test
  void watchReplaysWhatCameAfterItsVersionAndThenFollows() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    var version = Long.toString(cluster.store.version());
    cluster.merge("configmaps", "a", Fixture.object("data.value", "2"));
    cluster.create("secrets", Fixture.named("other"));
    watch("configmaps", Options.NONE.withResourceVersion(version));
    cluster.delete("configmaps", "a");
    assertThat(seen).containsExactly("MODIFIED a", "DELETED a");
  }

  @Test
  void deletedObjectCarriesTheVersionOfItsDeletion() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    var changes = new ArrayList<Change>();
    cluster.store.onChange(changes::add);
    cluster.delete("configmaps", "a");
    var change = changes.get(0);
    assertThat(change.type()).isEqualTo(ChangeType.DELETED);
    assertThat(Fixture.version(change.object())).isEqualTo(Long.toString(cluster.store.version()));
    assertThat(change.version()).isEqualTo(cluster.store.version());
  }

  @Test
  void objectThatLeavesTheSelectorIsDeletedAndOneThatEntersIsAdded() {
    watch("configmaps", Options.NONE.withLabelSelector("team=red"));
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    cluster.merge("configmaps", "a", Fixture.object("metadata.labels", Map.of("team", "red")));
    cluster.merge("configmaps", "a", Fixture.object("data.value", "2"));
    cluster.merge("configmaps", "a", Fixture.object("metadata.labels", Map.of("team", "blue")));
    cluster.delete("configmaps", "a");
    assertThat(seen).containsExactly("ADDED a", "MODIFIED a", "DELETED a");
  }

  @Test
  void watchFromBeforeTheCompactionIsGone() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    long version = cluster.store.version();
    cluster.create("configmaps", Fixture.configMap("b", "1"));
    cluster.store.compact(version + 1);
    assertThat(watch("configmaps", Options.NONE.withResourceVersion(Long.toString(version))))
        .isEmpty();
    assertThat(watch("configmaps", Options.NONE.withResourceVersion(Long.toString(version + 1))))
        .isPresent();
    assertThat(watch("configmaps", Options.NONE.withResourceVersion(Long.toString(version + 2))))
        .isEmpty();
  }

  @Test
  void closedWatchIsSilentEvenAmongTheReceiversOfTheSameChange() {
    var subscriptions = new ArrayList<Subscription>();
    cluster.store.onChange(change -> subscriptions.forEach(Subscription::close));
    watch("configmaps", Options.NONE).ifPresent(subscriptions::add);
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    assertThat(seen).isEmpty();
  }

  @Test
  void writesOfAListenerReachEverybodyInTheOrderOfVersions() {
    var first = new ArrayList<Long>();
    var second = new ArrayList<Long>();
    cluster.store.onChange(change -> {
      first.add(change.version());
      if (Trees.textAt(change.object(), "metadata", "name").equals("a")) {
        cluster.create("configmaps", Fixture.configMap("answer", "1"));
      }
    });
    cluster.store.onChange(change -> second.add(change.version()));
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    assertThat(first).hasSize(2).isSorted().isEqualTo(second);
  }

  @Test
  void writesMadeDuringAReplayComeAfterIt() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    cluster.create("configmaps", Fixture.configMap("b", "1"));
    cluster.store.watch(
        cluster.type("configmaps"),
        "default",
        Options.NONE.withResourceVersion("6"),
        change -> {
          seen.add(word(change));
          if (seen.size() == 1) {
            cluster.delete("configmaps", "a");
          }
        });
    assertThat(seen).containsExactly("ADDED a", "ADDED b", "DELETED a");
  }

  @Test
  void listenerThatThrowsKeepsNothingFromTheOthers() {
    cluster.store.onChange(change -> {
      throw new IllegalStateException("planted");
    });
    watch("configmaps", Options.NONE);
    assertThatThrownBy(() -> cluster.create("configmaps", Fixture.configMap("a", "1")))
        .hasMessage("planted");
    assertThat(cluster.exists("configmaps", "a")).isTrue();
    assertThat(seen).containsExactly("ADDED a");
  }
}
