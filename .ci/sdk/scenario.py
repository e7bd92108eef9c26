"""What a user of the codeflare-sdk does with Ray clusters in AppWrappers, and what the SDK must answer.

The SDK is used as it is published. What it prints at each step is compared, whole, with printed.txt of its
generation, and what it returns with what stands here; the first difference ends the story with exit code 1. Each step
that passed is a line on standard output.

It needs 2 free nodes of 4 nvidia.com/gpu each and no more, Muster, something that runs RayClusters and pods, and
nothing of Kueue. Muster must give a gang up at its first failure (retryLimit: 0, warmupGracePeriod at most a minute),
and pods with the annotation demo.muster.dev/stuck must not come to run.
"""

import argparse
import os
import sys

from story import GPU, PATIENCE, Difference, Story, credentials, eventually, same  # before the SDK, which looks at the environment

import codeflare_sdk as sdk
from codeflare_sdk import CodeFlareClusterStatus as Status
from kubernetes import client as kubernetes


class Api:
    """What stands on the server, past the SDK."""

    def __init__(self, namespace):
        self.namespace = namespace

    def wrappers(self):
        api = kubernetes.CustomObjectsApi()
        place = ("workload.codeflare.dev", "v1beta2", self.namespace, "appwrappers")
        return {found["metadata"]["name"]: found for found in api.list_namespaced_custom_object(*place)["items"]}

    def phases(self):
        return {name: found.get("status", {}).get("phase") for name, found in self.wrappers().items()}

    def pods(self, name):
        listed = kubernetes.CoreV1Api().list_namespaced_pod(
            self.namespace, label_selector=f"ray.io/cluster={name}"
        )
        return sorted(pod.status.phase for pod in listed.items)


def log_in(story, kubeconfig):
    """By token, as on OpenShift, and by file; the file holds for all that follows."""
    server, token = credentials(kubeconfig)
    by_token = sdk.TokenAuthentication(token=token, server=server, skip_tls=True)
    story.step("log in by token", by_token.login, f"Logged into {server}")
    story.step("log out", by_token.logout, f"Successfully logged out of {server}")
    by_file = sdk.KubeConfigFileAuthentication(kubeconfig)
    story.step("log in by file", by_file.load_kube_config, f"Loaded user config file at path {kubeconfig}")


def configuration(namespace, name, **more):
    """A head and two workers of 4 GPUs, each of which fills a node."""
    usual = {
        "image": "quay.io/modh/ray:latest",
        "num_workers": 2,
        "worker_cpu_requests": 2,
        "worker_cpu_limits": 2,
        "worker_memory_requests": 8,
        "worker_memory_limits": 8,
        "worker_extended_resource_requests": {GPU: 4},
        "labels": {"team": "vision"},
    }
    return sdk.ClusterConfiguration(name=name, namespace=namespace, appwrapper=True, **(usual | more))


def run_one(story, api):
    """A cluster is asked for, runs, and is looked at in every way."""
    story.step("no queues of Kueue", lambda: sdk.list_local_queues(api.namespace))
    cluster = story.step("describe", lambda: sdk.Cluster(configuration(api.namespace, "holder")))
    story.step("status before it is there", cluster.status, (Status.UNKNOWN, False))
    story.step("apply", cluster.apply)
    story.step("wait", lambda: cluster.wait_ready(PATIENCE, dashboard_check=False))
    eventually("its pods", lambda: api.pods("holder"), ["Running"] * 3)
    story.step("status when ready", cluster.status, (Status.READY, True))
    found = story.step("details", cluster.details)
    same(
        "details",
        [found.name, found.status.value, found.num_workers, found.worker_mem_limits, found.worker_extended_resources],
        ["holder", "ready", 2, "8G", {GPU: 4}],
    )
    story.step("list clusters", lambda: names(sdk.list_all_clusters(api.namespace)), {"holder": "ready"})
    before = api.wrappers()["holder"]
    story.step("apply again", cluster.apply)
    after = api.wrappers()["holder"]
    same("an equal apply changes nothing", after["metadata"]["generation"], before["metadata"]["generation"])
    same("nothing was written into its spec", after["spec"], cluster.resource_yaml["spec"])
    loaded = story.step("get", lambda: sdk.get_cluster("holder", api.namespace))
    same("what get returns", loaded.resource_yaml, cluster.resource_yaml)
    story.step("status of what get returned", loaded.status, (Status.READY, True))
    story.step("create what exists", cluster.up)
    return cluster


def names(found):
    return {each.name: each.status.value for each in found}


def queue_another(story, api, holder):
    """A second cluster waits for the GPUs of the first, and runs when that is taken down."""
    cluster = story.step("describe another", lambda: sdk.Cluster(configuration(api.namespace, "waiter")))
    story.step("apply another", cluster.apply)
    eventually("phases", api.phases, {"holder": "Running", "waiter": "Suspended"})
    story.step("status when queued", cluster.status, (Status.QUEUED, False))
    story.step("details when queued", lambda: cluster.details().status, Status.QUEUED)
    story.step(
        "list queued",
        lambda: names(sdk.list_all_queued(api.namespace, appwrapper=True)),
        {"holder": "running", "waiter": "suspended"},
    )
    story.step("list clusters while one waits", lambda: names(sdk.list_all_clusters(api.namespace)), {"holder": "ready"})
    story.step("down", holder.down)
    story.step("wait for the other", lambda: cluster.wait_ready(PATIENCE, dashboard_check=False))
    eventually("phases", api.phases, {"waiter": "Running"})
    story.step("status after down", holder.status, (Status.UNKNOWN, False))
    story.step("status of the other", cluster.status, (Status.READY, True))
    return cluster


def fail_one(story, api):
    """A cluster whose pods do not come to run is given up."""
    stuck = {"demo.muster.dev/stuck": "true"}
    config = configuration(
        api.namespace, "doomed", num_workers=1, worker_extended_resource_requests={}, annotations=stuck
    )
    cluster = story.step("describe one that fails", lambda: sdk.Cluster(config))
    story.step("create", cluster.up)
    eventually("phases", lambda: api.phases()["doomed"], "Failed")
    story.step("status when failed", cluster.status, (Status.FAILED, False))
    story.step("details when failed", lambda: cluster.details().status, Status.FAILED)
    story.step(
        "list queued with a failed one",
        lambda: names(sdk.list_all_queued(api.namespace, appwrapper=True)),
        {"doomed": "failed", "waiter": "running"},
    )
    before = api.wrappers()["doomed"]
    cluster.config.num_workers = 2
    story.step("apply over what somebody else wrote", cluster.apply)
    same("a refused apply changes nothing", api.wrappers()["doomed"]["spec"], before["spec"])
    return cluster


def write_a_file(story, api):
    """The AppWrapper is written to a file first, and submitted and removed from there."""
    config = configuration(
        api.namespace, "filed", num_workers=1, worker_extended_resource_requests={}, write_to_file=True
    )
    home = os.environ["HOME"]
    cluster = story.step("describe in a file", lambda: sdk.Cluster(config), home=home)
    manager = sdk.AWManager(cluster.resource_yaml)
    story.step("submit the file", manager.submit, home=home)
    eventually("phases", lambda: api.phases()["filed"], "Running")
    story.step("submit it again", sdk.AWManager(cluster.resource_yaml).submit, home=home)
    story.step("remove it", manager.remove)
    eventually("phases", lambda: "filed" in api.phases(), False)


def end(story, api, clusters):
    """Nothing is left."""
    for cluster in clusters:
        story.step(f"down {cluster.config.name}", cluster.down)
    eventually("phases", api.phases, {})
    for cluster in clusters:
        eventually("its pods", lambda name=cluster.config.name: api.pods(name), [])
    story.step("down again", clusters[0].down)
    story.step("list clusters when there is none", lambda: names(sdk.list_all_clusters(api.namespace)), {})
    story.step("list queued when there is none", lambda: names(sdk.list_all_queued(api.namespace, appwrapper=True)), {})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubeconfig", required=True, help="which cluster, and as whom; with a token")
    parser.add_argument("--namespace", default="default", help="where; empty of AppWrappers (default: default)")
    parser.add_argument("--record", action="store_true", help="write what is printed, instead of comparing it")
    options = parser.parse_args()
    generation = ".".join(sdk.__version__.split(".")[:2])
    story = Story(generation, options.record)
    api = Api(options.namespace)
    try:
        log_in(story, options.kubeconfig)
        holder = run_one(story, api)
        waiter = queue_another(story, api, holder)
        doomed = fail_one(story, api)
        write_a_file(story, api)
        end(story, api, [waiter, doomed])
    except Difference as found:
        print(found, file=sys.stderr)
        return 1
    finally:
        story.close()
    print(f"codeflare-sdk {sdk.__version__}: as expected")
    return 0


sys.exit(main())
