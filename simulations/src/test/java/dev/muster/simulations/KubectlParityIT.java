package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people type: kubectl says the same of the embedded server as of a real one. */
final class KubectlParityIT {
  @RegisterExtension private static final KubectlPair both = new KubectlPair();

  static String map(String name, String data) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data: %s
    """
        .formatted(name, data);
  }

  static String pod(String name) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, labels: {app: try}}
    spec:
      automountServiceAccountToken: false
      containers: [{name: main, image: none, resources: {requests: {cpu: 1}}}]
    """
        .formatted(name);
  }

  static String workload(String kind, String name, int replicas) {
    return """
    apiVersion: apps/v1
    kind: %1$s
    metadata: {name: %2$s}
    spec:
      replicas: %3$d
      selector: {matchLabels: {app: %2$s}}
      template:
        metadata: {labels: {app: %2$s}}
        spec: {containers: [{name: main, image: none}]}
    """
        .formatted(kind, name, replicas);
  }

  static String gang(String name, String more) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %1$s%2$s}
    spec:
      components:
      - template:
          apiVersion: v1
          kind: Pod
          metadata: {name: %1$s}
          spec: {containers: [{name: main, image: none}]}
    """
        .formatted(name, more);
  }

  @Test
  void explainShowsOwnKindsWholeAndBuiltInOnesWithoutTheirTexts() {
    assertThat(both.done("explain aw.spec")).contains("components\t<[]Object>");
    for (var path :
        "aw.status aw.spec.components aw.spec.components.podSets clusters.status".split(" ")) {
      both.done("explain " + path);
    }
    both.done("explain rayclusters.spec --recursive");
    both.refused("explain aw.spec.nothing");
    both.refused("explain nothings");
    var structure = "^(KIND|VERSION|GROUP|FIELD):|^  \\S|^ +enum:";
    for (var path :
        "aw aw.spec.components.template pod.spec pod.spec.containers deployment.spec job.spec.template pdb.spec"
            .split(" ")) {
      assertThat(both.alikeIn(structure, "explain " + path)).hasSizeGreaterThan(3);
    }
  }

  @Test
  void discoveryListsTheSameOfWhatIsServed() {
    both.done("api-resources --api-group=workload.codeflare.dev");
    both.done("api-resources --api-group=ray.io -o wide");
    both.done("api-resources --api-group=batch --namespaced=false");
    assertThat(both.within("api-resources --no-headers")).hasSizeGreaterThan(25);
    assertThat(both.within("api-resources --no-headers -o wide")).hasSizeGreaterThan(25);
    assertThat(both.within("api-versions")).hasSizeGreaterThan(10);
    both.refused("get nothings");
  }

  @Test
  void clientSideApply() {
    both.enter("applying");
    assertThat(both.done("apply -f -", map("a", "{k: v}"))).contains("created");
    assertThat(both.done("apply -f -", map("a", "{k: v}"))).contains("unchanged");
    assertThat(both.refused("diff -f -", map("a", "{k: w, l: x}"))).isEmpty();
    assertThat(both.done("apply -f -", map("a", "{k: w, l: x}"))).contains("configured");
    both.done("diff -f -", map("a", "{k: w, l: x}"));
    both.done("get cm a -o yaml");
    both.done("apply -f - --dry-run=server", map("a", "{}"));
    both.done("apply -f - --dry-run=server -o yaml", map("b", "{k: v}"));
    both.done("create cm c --from-literal=k=v");
    both.done("apply -f -", map("c", "{k: w}"));
    both.done("apply view-last-applied cm/a");
    both.done("apply -f -", workload("Deployment", "d", 2));
    var three = workload("Deployment", "d", 3).replace("image: none", "image: some");
    both.refused("diff -f -", three);
    both.done("apply -f -", three);
    both.done("apply -f - -o yaml", three);
    both.done("apply -f -", gang("g", ""));
    both.done("apply -f -", gang("g", ", labels: {a: b}"));
    both.refused("diff -f -", gang("g", ", labels: {a: c}"));
    both.refused("apply -f -", three.replace("{app: d}", "{app: e}"));
  }

  @Test
  void serverSideApply() {
    both.enter("owning");
    both.done("apply --server-side -f -", map("a", "{k: v}"));
    var other = "apply --server-side --field-manager=other -f -";
    assertThat(both.refused(other, map("a", "{k: w}"))).contains("conflict");
    both.done(other, map("a", "{k: v}"));
    both.refused("diff --server-side --field-manager=third -f -", map("a", "{k: x}"));
    both.refused("diff --server-side -f - --force-conflicts", map("a", "{k: w}"));
    both.done(other + " --force-conflicts", map("a", "{k: w}"));
    both.done("get cm a -o yaml --show-managed-fields");
    both.done("apply --server-side -f -", workload("Deployment", "d", 2));
    both.done("scale deployment d --replicas=4");
    both.refused("apply --server-side -f -", workload("Deployment", "d", 2));
    both.done("apply --server-side --force-conflicts -f -", workload("Deployment", "d", 2));
    both.done("get deployment d -o yaml --show-managed-fields");
    both.done("apply --server-side -f -", gang("g", ""));
    both.refused(other, gang("g", "").replace("image: none", "image: some"));
    both.refused("apply --server-side -f -", map("a", "{k: 1}"));
    both.refused("apply --server-side -f -", map("a", "{}").replace("data:", "datas:"));
    both.done("apply -f -", map("b", "{k: v}"));
    both.done("apply --server-side -f -", map("b", "{k: w}"));
    both.done("get cm b -o yaml --show-managed-fields");
  }

  @Test
  void patchesOfAllTypes() {
    both.enter("patching");
    both.done("create -f -", workload("Deployment", "d", 2));
    both.done("create -f -", gang("g", ""));
    both.done("patch deployment d -p {\"spec\":{\"replicas\":3}}");
    var containers = "{\"spec\":{\"template\":{\"spec\":{\"containers\":[%s]}}}}";
    both.done("patch deploy d -p " + containers.formatted("{\"name\":\"two\",\"image\":\"x\"}"));
    both.done(
        "patch deploy d -p " + containers.formatted("{\"$patch\":\"delete\",\"name\":\"two\"}"));
    both.done("patch deploy d -p {\"spec\":{\"replicas\":3}}");
    both.refused("patch deploy d -p " + containers.formatted("{\"image\":\"x\"}"));
    both.done(
        "patch deploy d --type=json -p [{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":5}]");
    both.refusedInItsOwnWords(
        "patch deploy d --type=json -p [{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":7}]");
    both.refusedInItsOwnWords(
        "patch deploy d --type=json -p [{\"op\":\"remove\",\"path\":\"/spec/nothing\"}]");
    both.refusedInItsOwnWords("patch deploy d --type=merge -p {\"spec\":");
    both.refused("patch deploy d --type=merge -p {\"spec\":{\"replicas\":\"many\"}}");
    both.refused("patch deploy d --type=merge -p {\"spec\":{\"replicas\":-1}}");
    both.refused("patch deploy none --type=merge -p {}");
    both.done("patch deploy d --subresource=status --type=merge -p {\"status\":{\"replicas\":5}}");
    both.done("get deploy d -o yaml");
    both.done("patch aw g --type=merge -p {\"spec\":{\"suspend\":true}}");
    both.done("patch aw g --type=merge -p {\"spec\":{\"suspend\":true}}");
    both.refused("patch aw g -p {\"spec\":{\"suspend\":false}}");
    both.refused("patch aw g --type=merge -p {\"spec\":{\"suspend\":\"perhaps\"}}");
    both.done("patch aw g --type=merge -p {\"spec\":{\"suspent\":true}}");
    both.done(
        "patch aw g --subresource=status --type=merge -p {\"status\":{\"phase\":\"Running\"}}");
    both.done("get aw g -o yaml --show-managed-fields");
  }

  @Test
  void editing() {
    both.enter("editing");
    both.done("create -f -", workload("Deployment", "d", 2));
    both.done("create -f -", gang("g", ""));
    assertThat(both.edited("sed -i s/replicas:.2/replicas:\\ 7/", "edit deployment d"))
        .contains("deployment.apps/d edited");
    both.edited("true", "edit deployment d");
    both.edited("sed -i s/replicas:.7/replicas:\\ -7/", "edit deployment d");
    both.edited("sed -i s/replicas:/repplicas:/", "edit deployment d");
    both.edited("sed -i s/image:.none/image:\\ some/", "edit aw g");
    both.edited("sed -i s/components:/componentz:/", "edit aw g");
    both.edited("sed -i s/name:.g$/name:\\ h/", "edit aw g");
    both.done("get aw,deployment -o yaml");
    both.done("set image deployment/d main=other");
    both.done("set resources deployment/d -c=main --requests=cpu=1,memory=1Gi");
    both.done("set env deployment/d A=b");
    both.done("get deployment d -o jsonpath={.spec.template.spec.containers}");
  }
}
