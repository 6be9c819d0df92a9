# The files of data/ that a demo starts from travel inside the binary.
DEMO_DATA := regions=regions-tianjin-2023 census=census-2020-tianjin surnames=surnames \
             givens=given-names prefixes=mobile-prefixes sizes=compound-sizes
DEMO_CSV  := $(foreach d,$(DEMO_DATA),data/$(lastword $(subst =, ,$(d))).csv)

$(B)/gen/demo_data.S: mk/demo.mk
	@mkdir -p $(@D)
	@{ echo '	.section .rodata'; for d in $(DEMO_DATA); do n=data_$${d%%=*}; \
	   printf '	.globl %s, %s_end\n%s:\n	.incbin "data/%s.csv"\n%s_end:\n	.byte 0\n' \
	   $$n $$n $$n $${d#*=} $$n; done; \
	   echo '	.section .note.GNU-stack,"",@progbits'; } > $@
$(B)/gen/demo_data.o: $(DEMO_CSV)
$(B)/lianfang: $(B)/gen/demo_data.o
