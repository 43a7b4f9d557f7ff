#!/usr/bin/env bash
# Writes the pseudo-files of a big machine, as a kernel writes them, below a directory: DIR/{proc,sys,root}. What does not
# grow with the machine is this machine's own. Takes some 60,000 small files; DIR must not be there yet.
set -euo pipefail

usage() {
  echo "usage: tests/Benchmarks/big-machine.sh [--cpus N] [--mounts N] [--interfaces N] [--processes N] [--pods N] DIR" >&2
}

cpus=128 mounts=500 interfaces=200 processes=5000 pods=100 disks=48
while [ $# -gt 1 ]; do
  case $1 in
    --cpus) cpus=$2; shift 2 ;;
    --mounts) mounts=$2; shift 2 ;;
    --interfaces) interfaces=$2; shift 2 ;;
    --processes) processes=$2; shift 2 ;;
    --pods) pods=$2; shift 2 ;;
    *) usage; exit 2 ;;
  esac
done
case ${1-} in '' | -*) usage; exit 2 ;; esac
mkdir "$1"
directory=$(realpath "$1")

cd "$(dirname "$0")/../.."
proc=$directory/proc sys=$directory/sys root=$directory/root

mkdir -p "$proc"/1/net/stat "$proc"/pressure "$proc"/sys/{fs,net/netfilter,kernel/random} "$root"/{etc,run/udev/data} \
  "$sys"/{block,class/net,devices/system/clocksource,devices/system/cpu,fs/cgroup}
ln -s 1 "$proc/self"
ln -s self/net "$proc/net"
ln -s self/mounts "$proc/mounts"

same() {
  local file
  for file in "$@"; do [ ! -r "/proc/$file" ] || cat "/proc/$file" >"$proc/${file/#self/1}" 2>/dev/null || true; done
}
same loadavg meminfo vmstat uptime self/net/{netstat,snmp,snmp6,sockstat,sockstat6} sys/fs/file-nr \
  sys/kernel/{pid_max,threads-max,random/entropy_avail,random/poolsize}
cp tests/fixtures/node/server/proc/pressure/* "$proc/pressure"
cp -r tests/fixtures/node/server/sys/devices/system/clocksource/clocksource0 "$sys/devices/system/clocksource"
cp /etc/os-release "$root/etc"

machine_files() {
  awk -v proc="$proc" -v sys="$sys" -v root="$root" -v cpus="$cpus" -v mounts="$mounts" -v interfaces="$interfaces" -v disks="$disks" '
    function number(most) { return int(rand() * most) }
    function put(path, text) { printf "%s", text >path; close(path) }
    BEGIN {
      srand(17)
      stat = proc "/stat"; softirqs = proc "/softirqs"; softnet = proc "/1/net/softnet_stat"
      schedstat = proc "/schedstat"; cpuinfo = proc "/cpuinfo"; conntrack = proc "/1/net/stat/nf_conntrack"
      print "cpu  2166481248 2574092 240494623 1673947083 2015156 0 2430814 0 0 0" >stat
      printf "                    " >softirqs
      for (c = 0; c < cpus; c++) printf "CPU%-8d", c >softirqs
      printf "\n" >softirqs
      print "version 17\ntimestamp 4302398912" >schedstat
      print "entries  clashres found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart" >conntrack
      for (c = 0; c < cpus; c++) {
        printf "cpu%d %d %d %d %d %d 0 %d 0 0 0\n", c, number(9e7), number(9e5), number(9e7), number(9e8), number(9e5), number(9e5) >stat
        printf "%08x %08x %08x 00000000 00000000 00000000 00000000 00000000 00000000 %08x 00000000 00000000 %08x 00000000 00000000\n", number(2e9), number(9), number(99), number(9999), c >softnet
        printf "cpu%d 0 0 0 0 0 0 %d%06d %d%06d %d\n", c, number(9e8), number(1e6), number(9e6), number(1e6), number(5e8) >schedstat
        for (d = 0; d < 4; d++) printf "domain%d 00000000,00000000,00000000,000000ff 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", d >schedstat
        printf "000012f3  00000000 00000000 00000000 %08x 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000  00000000 00000000 00000000 %08x\n", number(99999), number(99) >conntrack
        printf "processor\t: %d\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 1\nmodel name\t: AMD EPYC 7763 64-Core Processor\nstepping\t: 1\nmicrocode\t: 0xa0011d1\ncpu MHz\t\t: %.3f\ncache size\t: 512 KB\nphysical id\t: %d\nsiblings\t: 64\ncore id\t\t: %d\ncpu cores\t: 32\napicid\t\t: %d\nfpu\t\t: yes\ncpuid level\t: 16\nflags\t\t: fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm\nbugs\t\t: sysret_ss_attrs spectre_v1 spectre_v2\nbogomips\t: 4890.85\nclflush size\t: 64\naddress sizes\t: 48 bits physical, 48 bits virtual\n\n", c, 1500 + number(1900), int(c / 64), int(c % 64 / 2), c >cpuinfo
        cpu = sys "/devices/system/cpu/cpu" c
        put(cpu "/topology/physical_package_id", int(c / 64) "\n")
        put(cpu "/topology/core_id", int(c % 64 / 2) "\n")
        put(cpu "/thermal_throttle/core_throttle_count", number(20) "\n")
        put(cpu "/thermal_throttle/package_throttle_count", int(c / 64) "\n")
        put(cpu "/cpufreq/scaling_cur_freq", 1500000 + number(1900000) "\n")
        put(cpu "/cpufreq/scaling_min_freq", "1500000\n")
        put(cpu "/cpufreq/scaling_max_freq", "3400000\n")
        put(cpu "/cpufreq/cpuinfo_min_freq", "1500000\n")
        put(cpu "/cpufreq/cpuinfo_max_freq", "3400000\n")
        put(cpu "/cpufreq/scaling_governor", "schedutil\n")
        put(cpu "/cpufreq/scaling_available_governors", "performance schedutil\n")
      }
      put(sys "/devices/system/cpu/present", "0-" cpus - 1 "\n")
      put(sys "/devices/system/cpu/online", "0-" cpus - 1 "\n")
      put(sys "/devices/system/cpu/isolated", "\n")
      printf "intr 98765432109" >stat
      for (i = 0; i < 1500; i++) printf " %d", i % 7 ? 0 : number(9e6) >stat
      print "\nctxt 1234567890123\nbtime 1700000000\nprocesses 98765432\nprocs_running 17\nprocs_blocked 1" >stat
      print "softirq 9876543210 12 1234567 345 6789012 34567 0 8901 234567 0 890123" >stat
      split("HI TIMER NET_TX NET_RX BLOCK IRQ_POLL TASKLET SCHED HRTIMER RCU", vectors, " ")
      for (v = 1; v <= 10; v++) {
        printf "%12s:", vectors[v] >softirqs
        for (c = 0; c < cpus; c++) printf " %10d", number(9e8) >softirqs
        printf "\n" >softirqs
      }

      device = proc "/1/net/dev"; arp = proc "/1/net/arp"; udp = proc "/1/net/udp"
      print "Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed" >device
      print "IP address       HW type     Flags       HW address            Mask     Device" >arp
      for (i = 0; i < interfaces; i++) {
        name = i == 0 ? "lo" : i == 1 ? "eth0" : i == 2 ? "docker0" : sprintf("veth%07x", 19088743 + i * 7919)
        printf "%6s: %d%d %d    0    %d    0     0          0         0 %d%d %d    0    0    0     0       0          0\n", name, number(9e8), number(999), number(9e8), number(9), number(9e8), number(999), number(9e8) >device
        if (i > 1) printf "10.0.%-3d.%-5d     0x1         0x2         02:fc:00:00:%02x:%02x     *        %s\n", int(i / 250), i % 250 + 1, int(i / 256), i % 256, name >arp
        class = sys "/class/net/" name
        put(class "/statistics/rx_nohandler", "0\n")
        split("addr_assign_type 3 carrier 1 carrier_changes 2 carrier_up_count 1 carrier_down_count 1 dev_id 0x0 dormant 0 flags 0x1003 ifalias - iflink 2 link_mode 0 mtu 1500 name_assign_type 4 netdev_group 0 operstate up speed 10000 duplex full tx_queue_len 1000 type 1 address 02:fc:00:00:00:01 broadcast ff:ff:ff:ff:ff:ff", facts, " ")
        for (f = 1; facts[f] != ""; f += 2) put(class "/" facts[f], facts[f + 1] == "-" ? "\n" : facts[f + 1] "\n")
        put(class "/ifindex", i + 1 "\n")
      }
      print "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            " >udp
      for (i = 0; i < 50; i++)
        printf "%5d: 00000000:%04X 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 %d 2 0000000000000000 0         \n", 9000 + i, i, 44210 + i >udp

      mountinfo = proc "/1/mountinfo"; table = proc "/1/mounts"
      for (m = 0; m < mounts; m++) {
        minor = m % 5 < 2 ? 51 + m : m
        if (m == 0) { point = "/"; type = "ext4"; from = "/dev/sda1" }
        else if (m % 5 < 2) { point = sprintf("/var/lib/containers/storage/overlay/%040x/merged", m); type = "overlay"; from = "overlay" }
        else if (m % 5 == 2) { point = sprintf("/var/lib/kubelet/pods/%08x-77aa-4f0e-9d0b-8a1b2c3d4e5f/volumes/kubernetes.io~projected/kube-api-access-%05d", m, m); type = "tmpfs"; from = "tmpfs" }
        else { point = sprintf("/srv/data%03d", m); type = m % 5 == 3 ? "ext4" : "xfs"; from = "/dev/mapper/vg0-data" m }
        printf "%d 1 %d:%d / %s rw,relatime shared:%d - %s %s rw,seclabel\n", m + 30, type == "overlay" || type == "tmpfs" ? 0 : 253, minor, point, m + 1, type, from >mountinfo
        printf "%s %s %s rw,relatime,seclabel 0 0\n", from, point, type >table
      }

      statistics = proc "/diskstats"
      for (d = 0; d < disks; d++) {
        name = sprintf("nvme%dn1", d)
        for (p = 0; p <= 2; p++) {
          printf " 259 %7d %s %d 29 %d %d %d 0 %d %d 0 %d %d 0 0 0 0 0 0\n", d * 3 + p, name (p ? "p" p : ""), number(9e6), number(9e8), number(9e6), number(9e6), number(9e8), number(9e6), number(9e6), number(9e7) >statistics
          put(root "/run/udev/data/b259:" d * 3 + p, "S:disk/by-id/nvme-" d "\nI:1234567\nE:ID_SERIAL_SHORT=S" d "\nE:ID_WWN=eui.00000000000000" d "\nE:ID_MODEL=EXAMPLE NVMe\nE:ID_REVISION=2B4QFXO7\nE:ID_PATH=pci-0000:41:00.0-nvme-" d "\nE:ID_FS_TYPE=xfs\nE:ID_FS_USAGE=filesystem\nE:ID_FS_UUID=0f5a1d0e-0000-4000-8000-0000000000" d "\nE:ID_FS_VERSION=1.0\nG:systemd\n")
        }
        put(sys "/block/" name "/queue/rotational", "0\n")
      }
      put(proc "/sys/net/netfilter/nf_conntrack_count", "4851\n")
      put(proc "/sys/net/netfilter/nf_conntrack_max", "262144\n")
      put(proc "/sys/kernel/hung_task_detect_count", "0\n")
    }' </dev/null
}

seq -f "$sys/devices/system/cpu/cpu%g" 0 $((cpus - 1)) | awk '{ print $0 "/topology"; print $0 "/thermal_throttle"; print $0 "/cpufreq" }' | xargs mkdir -p
awk -v n="$interfaces" 'BEGIN { for (i = 0; i < n; i++) print i == 0 ? "lo" : i == 1 ? "eth0" : i == 2 ? "docker0" : sprintf("veth%07x", 19088743 + i * 7919) }' |
  sed "s|.*|$sys/class/net/&/statistics|" | xargs mkdir -p
seq -f "$sys/block/nvme%gn1/queue" 0 $((disks - 1)) | xargs mkdir -p
machine_files
awk -v root="$root" '{ print root $5 }' "$proc/1/mountinfo" | xargs mkdir -p

# Kernel threads, and services of several processes, every eighth with threads.
process_files() {
  limits=$(cat /proc/self/limits) rollup=$(cat /proc/self/smaps_rollup) awk -v proc="$proc" -v processes="$processes" '
    function number(most) { return int(rand() * most) }
    function put(path, text) { printf "%s", text >path; close(path) }
    BEGIN {
      srand(17)
      split("postgres postgres nginx python3 java java bash kworker/0:1 containerd-shim node", names, " ")
      for (n = 1; n <= processes; n++) {
        pid = n == 1 ? 1 : n + 100
        name = n == 1 ? "systemd" : names[n % 10 + 1]
        isKernel = name ~ /^kworker/
        threads = n % 8 == 0 && !isKernel ? 4 : 1
        parent = isKernel ? 2 : n == 1 ? 0 : 1
        path = proc "/" pid "/"
        pages = isKernel ? 0 : 1000 + number(90000)
        stat = sprintf("(%s) %s %d %d %d 0 -1 %d %d %d %d 0 %d %d 0 0 20 0 %d 0 %d %d %d 18446744073709551615 94756417601536 94756417621417 140734247020864 0 0 0 0 4096 81923 0 0 0 17 %d 0 0 0 0 0 94756417637424 94756417639040 94757288476672 140734247025112 140734247025132 140734247025132 140734247026667 0\n",
          name, n % 97 ? "S" : "R", parent, pid, pid, isKernel ? 69238880 : 4194304, number(900000), number(900), number(9), number(90000), number(90000), threads, 1000 + n * 13, pages * 4096 * 8, pages, n % 128)
        put(path "stat", pid " " stat)
        for (t = 0; t < threads; t++) put(path "task/" pid + t * 100000 "/stat", pid + t * 100000 " " stat)
        put(path "comm", name "\n")
        status = sprintf("Name:\t%s\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\nUid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nFDSize:\t256\nGroups:\t1000 \nNStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\nKthread:\t%d\n", name, pid, pid, parent, pid, pid, pid, pid, isKernel)
        if (!isKernel)
          status = status sprintf("VmPeak:\t%8d kB\nVmSize:\t%8d kB\nVmLck:\t       0 kB\nVmPin:\t       0 kB\nVmHWM:\t%8d kB\nVmRSS:\t%8d kB\nRssAnon:\t%8d kB\nRssFile:\t%8d kB\nRssShmem:\t%8d kB\nVmData:\t     360 kB\nVmStk:\t     132 kB\nVmExe:\t      20 kB\nVmLib:\t    1528 kB\nVmPTE:\t      48 kB\nVmSwap:\t       0 kB\nHugetlbPages:\t       0 kB\nCoreDumping:\t0\nTHP_enabled:\t1\nuntag_mask:\t0xffffffffffffffff\n", pages * 32, pages * 32, pages * 4, pages * 4, pages * 2, pages, pages)
        status = status sprintf("Threads:\t%d\nSigQ:\t0/96365\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001000\nSigCgt:\t0000000180004202\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t0\nSeccomp_filters:\t0\nSpeculation_Store_Bypass:\tvulnerable\nSpeculationIndirectBranch:\talways enabled\nCpus_allowed:\tffffffff,ffffffff,ffffffff,ffffffff\nCpus_allowed_list:\t0-127\nMems_allowed:\t00000000,00000003\nMems_allowed_list:\t0-1\nvoluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t%d\n", threads, number(900000), number(9000))
        put(path "status", status)
        put(path "io", sprintf("rchar: %d\nwchar: %d\nsyscr: %d\nsyscw: %d\nread_bytes: %d\nwrite_bytes: %d\ncancelled_write_bytes: 0\n", number(9e8), number(9e8), number(9e6), number(9e6), number(9e8), number(9e8)))
        put(path "cgroup", n % 2 ? "0::/system.slice/" name ".service\n" : "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" n ".slice/cri-containerd-" n ".scope\n")
        put(path "limits", ENVIRON["limits"] "\n")
        put(path "smaps_rollup", isKernel ? "" : ENVIRON["rollup"] "\n")
        file = path "cmdline"
        if (isKernel) put(file, "")
        else { printf "/usr/bin/%s%c--config%c/etc/%s/%d.conf%c", name, 0, 0, name, n % 20, 0 >file; close(file) }
        for (f = 0; f < 8; f++) put(path "fd/" f, "")
      }
    }' </dev/null
}

awk -v proc="$proc" -v n="$processes" 'BEGIN { for (i = 1; i <= n; i++) { pid = i == 1 ? 1 : i + 100; print proc "/" pid "/fd"; isKernel = i > 1 && i % 10 == 7; for (t = 0; t < (i % 8 == 0 && !isKernel ? 4 : 1); t++) print proc "/" pid "/task/" pid + t * 100000 } }' |
  xargs mkdir -p
process_files

# Pods of two containers each: a recorded one, again and again.
recorded=tests/fixtures/container/pods/sys/fs/cgroup
burstable=kubepods.slice/kubepods-burstable.slice
scope=$(cd "$recorded" && find "$burstable" -mindepth 2 -maxdepth 2 -name '*.scope' | sort | head -n 1)
for above in . kubepods.slice "$burstable"; do
  mkdir -p "$sys/fs/cgroup/$above"
  find "$recorded/$above" -maxdepth 1 -type f -exec cp -t "$sys/fs/cgroup/$above" {} +
done
for ((pod = 0; pod < pods; pod++)); do
  slice=$sys/fs/cgroup/$burstable/kubepods-burstable-pod$pod.slice
  mkdir "$slice"
  find "$recorded/$(dirname "$scope")" -maxdepth 1 -type f -exec cp -t "$slice" {} +
  for container in 0 1; do cp -r "$recorded/$scope" "$slice/cri-containerd-$pod$container.scope"; done
done
