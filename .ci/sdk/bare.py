"""What a user of today's codeflare-sdk does with Ray clusters and jobs, and what the SDK must answer.

That generation wraps nothing: it submits RayClusters and RayJobs which name a LocalQueue, and looks into Kueue's
Workloads to know which of them wait. It is used as it is published; what it prints at each step is compared, whole,
with printed.txt of its generation, and what it returns with what stands here; the first difference ends the story with
exit code 1. Each step that passed is a line on standard output.

It needs 2 free nodes of 4 nvidia.com/gpu each and no more, Muster with its webhook, its definitions of Kueue's kinds, a
LocalQueue lq in the namespace, a WorkloadPriorityClass high of 100 and none that is called none, and something that
runs RayClusters, RayJobs and pods.
"""

import argparse
import os
import pathlib
import shutil
import sys

from story import GPU, PATIENCE, Difference, Story, credentials, eventually, same  # before the SDK, which looks at the environment

import codeflare_sdk as sdk
from codeflare_sdk import CodeFlareClusterStatus as Status
from codeflare_sdk.ray.rayjobs.status import CodeflareRayJobStatus as JobStatus
from kubernetes import client as kubernetes
from kubernetes import config as kubeconfigs

IMAGE = "quay.io/modh/ray:2.58.0"  # the SDK refuses one that it knows to be of another version


class Api:
    """What stands on the server, past the SDK."""

    def __init__(self, kubeconfig, namespace):
        self.namespace = namespace
        self.client = kubeconfigs.new_client_from_config(kubeconfig)

    def objects(self, group, version, plural):
        place = (group, version, self.namespace, plural)
        listed = kubernetes.CustomObjectsApi(self.client).list_namespaced_custom_object(*place)["items"]
        return {found["metadata"]["name"]: found for found in listed}

    def clusters(self):
        return self.objects("ray.io", "v1", "rayclusters")

    def job_stage(self, name):
        return self.objects("ray.io", "v1", "rayjobs")[name].get("status", {}).get("jobDeploymentStatus")

    def workloads(self, version="v1beta1"):
        """By the objects that they tell of."""
        found = self.objects("kueue.x-k8s.io", version, "workloads").values()
        owned = ((each["metadata"]["ownerReferences"][0], each) for each in found)
        return {f"{owner['kind']} {owner['name']}": each for owner, each in owned}

    def admitted(self):
        return {name: "admission" in each.get("status", {}) for name, each in self.workloads().items()}

    def conditions(self, name):
        found = self.workloads()[name]["status"]["conditions"]
        return {each["type"]: f"{each['status']} {each['reason']}" for each in found}

    def queue(self):
        status = self.objects("kueue.x-k8s.io", "v1beta1", "localqueues")["lq"].get("status", {})
        return [status.get(field) for field in ("pendingWorkloads", "reservingWorkloads", "admittedWorkloads")]

    def pods(self, name):
        listed = kubernetes.CoreV1Api(self.client).list_namespaced_pod(
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


def refusal(call):
    """What the SDK says of something that cannot be."""
    try:
        call()
    except ValueError as refused:
        return str(refused)
    raise Difference("was not refused")


def configuration(namespace, name, **more):
    """A head and two workers of 4 GPUs, each of which fills a node."""
    usual = {
        "image": IMAGE,
        "num_workers": 2,
        "worker_cpu_requests": 2,
        "worker_cpu_limits": 2,
        "worker_memory_requests": 8,
        "worker_memory_limits": 8,
        "worker_extended_resource_requests": {GPU: 4},
        "local_queue": "lq",
    }
    return sdk.ClusterConfiguration(name=name, namespace=namespace, **(usual | more))


def names(found):
    return {each.name: each.status.value for each in found}


def run_one(story, api):
    """A cluster is asked for, runs, and is looked at in every way."""
    eventually("the status of the queue", api.queue, [0, 0, 0])
    story.step("list queues", lambda: sdk.list_local_queues(api.namespace), [{"name": "lq", "flavors": []}])
    wrong = configuration(api.namespace, "holder", local_queue="nowhere")
    unqueued = story.step("describe for a queue that is not there", lambda: sdk.Cluster(wrong))
    labels = unqueued.resource_yaml["metadata"].get("labels", {})
    same("the SDK drops that queue", "kueue.x-k8s.io/queue-name" in labels, False)
    cluster = story.step("describe", lambda: sdk.Cluster(configuration(api.namespace, "holder")))
    story.step("status before it is there", cluster.status, (Status.UNKNOWN, False))
    story.step("apply", lambda: cluster.apply(timeout=0))  # nobody makes certificates here
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
    story.step("list queued when none waits", lambda: names(sdk.list_all_queued(api.namespace)), {})
    eventually("what is admitted", api.admitted, {"RayCluster holder": True})
    same("both versions", api.workloads("v1beta2")["RayCluster holder"]["status"], api.workloads()["RayCluster holder"]["status"])
    before = api.clusters()["holder"]
    story.step("apply again", lambda: cluster.apply(timeout=0))
    after = api.clusters()["holder"]
    same("an equal apply changes nothing", after["metadata"]["generation"], before["metadata"]["generation"])
    loaded = story.step("get", lambda: sdk.get_cluster("holder", api.namespace))
    story.step("status of what get returned", loaded.status, (Status.READY, True))
    return cluster


def queue_another(story, api, holder):
    """A second cluster waits for the GPUs of the first, and runs when that is taken down."""
    cluster = story.step("describe another", lambda: sdk.Cluster(configuration(api.namespace, "waiter")))
    story.step("apply another", lambda: cluster.apply(timeout=0))
    eventually("what is admitted", api.admitted, {"RayCluster holder": True, "RayCluster waiter": False})
    eventually("why it waits", lambda: api.conditions("RayCluster waiter")["QuotaReserved"], "False TopologyPlacementFailed")
    eventually("its state", lambda: api.clusters()["waiter"].get("status", {}).get("state"), "suspended")
    story.step("status when queued", cluster.status, (Status.SUSPENDED, False))
    story.step("list queued", lambda: names(sdk.list_all_queued(api.namespace)), {"waiter": "suspended"})
    story.step(
        "list clusters while one waits",
        lambda: names(sdk.list_all_clusters(api.namespace)),
        {"holder": "ready", "waiter": "suspended"},
    )
    eventually("the status of the queue", api.queue, [1, 1, 1])
    story.step("down", holder.down)
    story.step("wait for the other", lambda: cluster.wait_ready(PATIENCE, dashboard_check=False))
    eventually("its pods", lambda: api.pods("waiter"), ["Running"] * 3)
    story.step("status after down", holder.status, (Status.UNKNOWN, False))
    story.step("list queued after that", lambda: names(sdk.list_all_queued(api.namespace)), {})
    eventually("what is admitted", api.admitted, {"RayCluster waiter": True})
    return cluster


def job(api, name, **more):
    small = configuration(None, None, num_workers=1, worker_extended_resource_requests={}, local_queue=None)
    return sdk.RayJob(
        job_name=name,
        entrypoint="python -c 'print(1)'",
        cluster_config=small,
        namespace=api.namespace,
        local_queue="lq",
        **more,
    )


def run_a_job(story, api, kubeconfig):
    """A job with a cluster of its own is submitted, held, let go again and deleted."""
    place = pathlib.Path(os.environ["HOME"], ".kube", "config")  # where RayJob looks, though it was logged in
    place.parent.mkdir()
    shutil.copy(kubeconfig, place)
    wrong = job(api, "train", priority_class="none")
    story.step(
        "submit for a class that is not there",
        lambda: refusal(wrong.submit),
        "Priority class 'none' does not exist",
    )
    train = story.step("describe a job", lambda: job(api, "train", priority_class="high"))
    story.step("submit", train.submit, "train")
    eventually("its stage", lambda: api.job_stage("train"), "Running")
    story.step("status of the job", lambda: train.status(print_to_console=False), (JobStatus.RUNNING, False))
    eventually("what is admitted", api.admitted, {"RayCluster waiter": True, "RayJob train": True})
    same("its priority", api.workloads()["RayJob train"]["spec"]["priority"], 100)
    story.step("stop", train.stop, True)
    eventually("its stage", lambda: api.job_stage("train"), "Suspended")
    eventually("why it waits", lambda: api.conditions("RayJob train")["QuotaReserved"], "False OnHold")
    story.step("status when stopped", lambda: train.status(print_to_console=False), (JobStatus.SUSPENDED, False))
    story.step("resubmit", train.resubmit, True)
    eventually("its stage", lambda: api.job_stage("train"), "Running")
    eventually("what is admitted", api.admitted, {"RayCluster waiter": True, "RayJob train": True})
    story.step("delete", train.delete, True)
    eventually("what is admitted", api.admitted, {"RayCluster waiter": True})
    story.step("delete again", train.delete, True)


def end(story, api, cluster):
    """Nothing is left."""
    story.step("down the other", cluster.down)
    eventually("clusters", api.clusters, {})
    eventually("workloads", api.workloads, {})
    eventually("its pods", lambda: api.pods("waiter"), [])
    eventually("the status of the queue", api.queue, [0, 0, 0])
    story.step("list clusters when there is none", lambda: names(sdk.list_all_clusters(api.namespace)), {})
    story.step("list queued when there is none", lambda: names(sdk.list_all_queued(api.namespace)), {})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kubeconfig", required=True, help="which cluster, and as whom; with a token")
    parser.add_argument("--namespace", default="default", help="where; empty of Ray's objects (default: default)")
    parser.add_argument("--record", action="store_true", help="write what is printed, instead of comparing it")
    options = parser.parse_args()
    generation = ".".join(sdk.__version__.split(".")[:2])
    story = Story(generation, options.record)
    kubeconfig = str(pathlib.Path(options.kubeconfig).resolve())
    api = Api(kubeconfig, options.namespace)
    try:
        log_in(story, kubeconfig)
        holder = run_one(story, api)
        waiter = queue_another(story, api, holder)
        run_a_job(story, api, kubeconfig)
        end(story, api, waiter)
    except Difference as found:
        print(found, file=sys.stderr)
        return 1
    finally:
        story.close()
    print(f"codeflare-sdk {sdk.__version__}: as expected")
    return 0


sys.exit(main())
